-- The text that a key had before its last rotation, and until when it is still taken.
create table key_rotations (
    key_id text primary key,
    project_id text not null,
    rotated_at bigint not null,
    previous_hash text not null,
    previous_prefix text not null,
    previous_until bigint not null
);
