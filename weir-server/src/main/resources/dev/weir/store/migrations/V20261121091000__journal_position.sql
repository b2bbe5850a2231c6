-- How far this database has followed the journal. One row, moved in the transaction that applies the records.
create table journal_position (
    one      integer primary key check (one = 1),
    position bigint not null
);
