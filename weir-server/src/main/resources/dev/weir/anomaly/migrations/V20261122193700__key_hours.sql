-- What keys use by the hour (UTC), for five weeks: what is usual for each of them.
create table key_hours (
    project_id text not null,
    key_id text not null,
    measure text not null,
    -- Empty for what is no money.
    currency text not null,
    hour bigint not null,
    used bigint not null,
    primary key (project_id, key_id, measure, currency, hour)
);
create index key_hours_by_hour on key_hours (hour);
