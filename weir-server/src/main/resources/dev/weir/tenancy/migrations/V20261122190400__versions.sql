-- A counter for what nodes keep in memory: who changes it counts up in the same transaction, and all nodes look.
create table tenancy_versions (
    topic   text primary key,
    version bigint not null
);
