-- What each node holds of a budget that several nodes share. A node spends and sets aside within what is granted to it,
-- and the grants of one window together never pass its budget.
create table budget_leases (
    owner           text not null,
    scope           text not null,
    name            text not null,
    period          text not null,
    zone            text not null,
    currency        text not null,
    window_from     bigint not null,
    window_to       bigint,
    node            text not null,
    granted_micros  bigint not null,
    granted_rest    bigint not null,
    settled_micros  bigint not null,
    settled_rest    bigint not null,
    reserved_micros bigint not null,
    reserved_rest   bigint not null,
    wanted_micros   bigint not null,
    wanted_rest     bigint not null,
    primary key (owner, scope, name, period, zone, currency, window_from, node)
);
create index budget_leases_over on budget_leases (window_to) where window_to is not null;
create index budget_leases_wanted on budget_leases (node) where wanted_micros > 0;
create index budget_leases_of_node on budget_leases (node);

-- The nodes that were ever here, and when they were last heard of.
create table nodes (
    node    text primary key,
    seen_at bigint not null
);
