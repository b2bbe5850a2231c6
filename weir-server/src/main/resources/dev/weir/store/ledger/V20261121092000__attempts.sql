create table attempts (
    attempt_id          text primary key,
    exchange_id         text not null,
    project_id          text not null,
    key_id              text not null,
    model               text not null,
    provider            text not null,
    provider_model      text not null,
    started_at          bigint not null,
    settled_at          bigint,
    reserved_micros     bigint,
    reserved_rest       bigint,
    cost_micros         bigint,
    cost_rest           bigint,
    currency            text,
    price               text,
    error               text,
    input_tokens        bigint,
    cached_input_tokens bigint,
    cache_write_tokens  bigint,
    output_tokens       bigint,
    reasoning_tokens    bigint,
    tool_tokens         bigint,
    audio_input_tokens  bigint,
    audio_output_tokens bigint,
    estimated           integer,
    state               text not null check (state in ('intent', 'settled', 'open')),
    exchange_closed     integer not null default 0
);
create index attempts_by_exchange on attempts (exchange_id);
create index attempts_by_project on attempts (project_id, started_at);
create index attempts_unclosed on attempts (exchange_id) where exchange_closed = 0;
