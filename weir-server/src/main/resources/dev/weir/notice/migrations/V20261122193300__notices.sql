-- What somebody who runs or pays for Weir should know, and whether the webhook took it.
create table notices (
    id text primary key,
    organization_id text not null,
    -- Null for what concerns the whole organization.
    project_id text,
    kind text not null,
    scope text not null,
    name text not null,
    title text not null,
    message text not null,
    details ${json} not null,
    told_at bigint not null,
    shown_until bigint not null,
    tries bigint not null,
    -- Null when nobody waits for it any more.
    next_try_at bigint,
    delivered_at bigint,
    failure text
);
create index notices_due on notices (next_try_at) where next_try_at is not null;
create index notices_by_time on notices (organization_id, told_at);
