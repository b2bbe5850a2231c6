-- What was used and what it cost, added up as it is written. Every exchange, attempt and adjustment counts in the row of
-- its quarter of an hour (span 1) and of its day in UTC (span 96); at counts quarters of an hour since 1970. Rows with
-- the label '' hold everything; those with another hold what had that tag, by its value, and weir.user is a tag like any.
-- node is the one in whose journal it is, so that a node that comes back knows what it spent of its share of a budget.
create table usage_totals (
    project_id               text not null,
    label                    text not null,
    span                     integer not null,
    at                       bigint not null,
    value                    text not null,
    key_id                   text not null,
    model                    text not null,
    provider                 text not null,
    provider_model           text not null,
    operation                text not null,
    status                   text not null,
    currency                 text not null,
    node                     text not null,
    requests                 bigint not null,
    errors                   bigint not null,
    cached_requests          bigint not null,
    attempts                 bigint not null,
    failed_attempts          bigint not null,
    unpriced_attempts        bigint not null,
    estimated_attempts       bigint not null,
    input_tokens             bigint not null,
    cached_input_tokens      bigint not null,
    cache_write_tokens       bigint not null,
    hour_cache_write_tokens  bigint not null,
    audio_input_tokens       bigint not null,
    cached_audio_input_tokens bigint not null,
    tool_tokens              bigint not null,
    output_tokens            bigint not null,
    reasoning_tokens         bigint not null,
    audio_output_tokens      bigint not null,
    searches                 bigint not null,
    adjustments              bigint not null,
    cost_micros              bigint not null,
    cost_rest                bigint not null,
    failed_cost_micros       bigint not null,
    failed_cost_rest         bigint not null,
    cache_charge_micros      bigint not null,
    cache_charge_rest        bigint not null,
    cache_savings_micros     bigint not null,
    cache_savings_rest       bigint not null,
    adjustment_micros        bigint not null,
    adjustment_rest          bigint not null,
    primary key (project_id, label, span, at, value, key_id, model, provider, provider_model, operation, status, currency,
        node)
);

-- What an answer from the cache would have cost: what the exchange that made it did cost.
create table cache_savings (
    exchange_id  text primary key,
    saved_micros bigint not null,
    saved_rest   bigint not null,
    currency     text not null
);

-- Corrections of what was counted. They count when they are made; nothing that was written is changed.
create table adjustments (
    adjustment_id   text not null,
    organization_id text not null,
    project_id      text not null,
    key_id          text,
    exchange_id     text,
    attempt_id      text,
    model           text,
    provider        text,
    provider_model  text,
    tags            text,
    at              bigint not null,
    amount_micros   bigint not null,
    amount_rest     bigint not null,
    currency        text not null,
    reason          text not null,
    actor           text not null,
    primary key (project_id, adjustment_id)
);
create index adjustments_by_time on adjustments (project_id, at);

-- How the last comparisons of the totals with the ledger ended.
create table usage_checks (
    started_at  bigint primary key,
    ended_at    bigint not null,
    from_at     bigint not null,
    to_at       bigint not null,
    entries     bigint not null,
    totals      bigint not null,
    differences bigint not null,
    found       text not null
);

-- What budgets had before; usage_totals has it all, and is filled from the ledger when Weir first starts with it.
drop table spend;
