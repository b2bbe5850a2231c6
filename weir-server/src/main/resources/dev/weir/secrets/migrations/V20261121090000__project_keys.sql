create table project_keys (
    key_id       text primary key,
    project_id   text not null,
    wrapped      ${bytes},
    created_at   bigint not null,
    destroyed_at bigint
);
create index project_keys_by_project on project_keys (project_id, created_at);
