-- How far each node's journal is in this database; the row of a node moves in the transaction that applies its records.
create table journal_positions (
    node     text primary key,
    position bigint not null
);
-- Until now there was one node, which did not say its name; it takes the row over when it next starts.
insert into journal_positions (node, position) select '', position from journal_position;
drop table journal_position;
