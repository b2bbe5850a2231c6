-- Amounts are decimals in text: a bill has few, and they are added up by the program, which is exact.
create table plans (
    plan_id         text primary key,
    organization_id text not null,
    from_month      text not null,
    body            text not null,
    created_at      bigint not null,
    created_by      text not null,
    unique (organization_id, from_month)
);

-- Invoices that are final, or were. The body is what was hashed; sequence has no gaps; log is whose entries they count.
create table invoices (
    invoice_id      text primary key,
    organization_id text not null,
    month           text not null,
    sequence        bigint not null unique,
    state           text not null check (state in ('final', 'void')),
    body            text not null,
    hash            text not null,
    log             text not null,
    log_from        bigint not null,
    log_to          bigint not null,
    finalized_at    bigint not null,
    finalized_by    text not null,
    voided_at       bigint,
    voided_by       text,
    reason          text,
    announced       bigint not null default 0
);
create unique index invoices_of_month on invoices (organization_id, month, log) where state = 'final';

create table credits (
    credit_id       text primary key,
    organization_id text not null,
    kind            text not null check (kind in ('credit', 'prepaid')),
    amount          text not null,
    currency        text not null,
    starts_at       bigint not null,
    expires_at      bigint,
    reason          text not null,
    created_at      bigint not null,
    created_by      text not null
);

-- What invoices took of a credit; a void invoice gives it back by a row below zero.
create table credit_uses (
    credit_id  text not null,
    invoice_id text not null,
    give_back  bigint not null,
    amount     text not null,
    primary key (credit_id, invoice_id, give_back)
);

-- The first entry of the log that each billing provider has not been told.
create table billing_feeds (
    place    text primary key,
    position bigint not null,
    at       bigint not null
);
