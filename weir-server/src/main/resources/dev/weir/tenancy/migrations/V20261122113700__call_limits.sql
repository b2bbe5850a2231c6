-- How many calls of a key or a project may be in progress, and how urgent they may be.
alter table virtual_keys add column concurrency integer;
alter table virtual_keys add column priority text;
alter table virtual_keys add column max_priority text;
alter table projects add column concurrency integer;
alter table projects add column priority text;
alter table projects add column max_priority text;
