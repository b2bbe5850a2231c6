-- Whose journal it comes from, so that a node that comes back knows what it spent of its share. Empty for sums of before.
create table spend_by_node (
    project_id text not null,
    scope text not null,
    name text not null,
    currency text not null,
    quarter bigint not null,
    node text not null,
    attempts bigint not null,
    cost_micros bigint not null,
    cost_rest bigint not null,
    primary key (project_id, scope, name, currency, quarter, node)
);
insert into spend_by_node (project_id, scope, name, currency, quarter, node, attempts, cost_micros, cost_rest)
    select project_id, scope, name, currency, quarter, '', attempts, cost_micros, cost_rest from spend;
drop table spend;
alter table spend_by_node rename to spend;
