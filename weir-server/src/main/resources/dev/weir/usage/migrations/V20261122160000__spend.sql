-- What settled attempts cost, added up as they are written: by whom, and by the quarter of an hour (UTC) in which their
-- money was set aside. Days and months of every time zone in use begin at one of these.
create table spend (
    project_id text not null,
    scope text not null,
    name text not null,
    currency text not null,
    quarter bigint not null,
    attempts bigint not null,
    cost_micros bigint not null,
    cost_rest bigint not null,
    primary key (project_id, scope, name, currency, quarter)
);
