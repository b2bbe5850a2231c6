create table organizations (
    id text primary key,
    name text not null,
    created_at integer not null
) strict;

create table projects (
    id text primary key,
    organization_id text not null references organizations (id),
    name text not null,
    created_at integer not null,
    unique (organization_id, name)
) strict;

create table virtual_keys (
    id text primary key,
    organization_id text not null references organizations (id),
    project_id text not null references projects (id),
    name text not null,
    prefix text not null,
    hash text not null,
    role text not null,
    all_projects integer not null,
    origin text not null,
    created_at integer not null,
    created_by text,
    revoked_at integer,
    revoked_by text,
    last_used_at integer
) strict;

-- A key from the environment may come back after another one took its place.
create unique index virtual_keys_live_hash on virtual_keys (hash) where revoked_at is null;

create table console_logins (
    token_hash text primary key,
    project_id text not null references projects (id),
    key_id text not null references virtual_keys (id),
    created_at integer not null,
    seen_at integer not null
) strict;

create index console_logins_key on console_logins (key_id);
