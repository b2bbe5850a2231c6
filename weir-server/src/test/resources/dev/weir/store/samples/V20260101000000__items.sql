create table items (
    name text primary key,
    made_at integer,
    cost_micros integer,
    cost_rest integer
) strict;
