-- A row is a file that exists: it is written when the content is safe, and deleted before the content is.
create table files (
    id text primary key,
    project_id text not null,
    purpose text not null,
    file_name text not null,
    bytes integer not null,
    created_at integer not null,
    expires_at integer
) strict;

create index files_of_project on files (project_id, created_at, id);
create index files_expiring on files (expires_at) where expires_at is not null;
