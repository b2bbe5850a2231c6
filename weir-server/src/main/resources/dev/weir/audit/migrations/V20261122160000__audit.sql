-- The log. Entries are numbered from 0 without gaps; body is what was hashed, the other columns repeat parts of it.
create table entries (
    entry       integer primary key,
    kind        text not null,
    action      text,
    at          bigint not null,
    scope       text not null,
    actor       text,
    exchange_id text,
    attempt_id  text,
    subject     text,
    body        ${bytes} not null
);
create index entries_by_scope on entries (scope, at);
create index entries_by_exchange on entries (exchange_id) where exchange_id is not null;
create index entries_by_attempt on entries (attempt_id) where attempt_id is not null;
create index entries_by_subject on entries (subject) where subject is not null;

-- The tree's hashes, 256 side by side as in c2sp.org/tlog-tiles: level 0 has the leaves, level n the roots of whole
-- tiles of level n - 1.
create table tiles (
    level  integer not null,
    tile   bigint not null,
    hashes ${bytes} not null,
    primary key (level, tile)
);

create table checkpoints (
    size bigint primary key,
    at   bigint not null,
    note text not null
);

-- Which checkpoint each place has got.
create table publications (
    place text primary key,
    size  bigint not null,
    at    bigint not null
);
