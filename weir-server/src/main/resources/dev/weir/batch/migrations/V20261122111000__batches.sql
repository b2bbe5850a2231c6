create table batches (
    id text primary key,
    project_id text not null,
    key_id text not null,
    endpoint text not null,
    input_file_id text not null,
    completion_window text not null,
    metadata text,
    output_seconds integer,
    status text not null,
    model text,
    errors text,
    output_file_id text,
    error_file_id text,
    total integer not null default 0,
    completed integer not null default 0,
    failed integer not null default 0,
    input_tokens integer not null default 0,
    cached_tokens integer not null default 0,
    output_tokens integer not null default 0,
    reasoning_tokens integer not null default 0,
    created_at integer not null,
    expires_at integer not null,
    in_progress_at integer,
    finalizing_at integer,
    completed_at integer,
    failed_at integer,
    expired_at integer,
    cancelling_at integer,
    cancelled_at integer
) strict;

create index batches_of_project on batches (project_id, created_at, id);
create index batches_unfinished on batches (project_id)
    where status in ('validating', 'in_progress', 'finalizing', 'cancelling');
