-- A bill is made of a stretch of each node's log.
create table invoice_logs (
    invoice_id text not null,
    log        text not null,
    log_from   bigint not null,
    log_to     bigint not null,
    primary key (invoice_id, log)
);
insert into invoice_logs (invoice_id, log, log_from, log_to) select invoice_id, log, log_from, log_to from invoices;
drop index invoices_of_month;
alter table invoices drop column log;
alter table invoices drop column log_from;
alter table invoices drop column log_to;
-- Who has to write down what became of it.
alter table invoices add column node text not null default '';
create unique index invoices_of_month on invoices (organization_id, month) where state = 'final';

-- Counted up by whatever a bill goes by, plans and final invoices: what was decided by an older number is decided anew.
create table billing_revisions (
    organization_id text primary key,
    revision        bigint not null
);

-- Bills that somebody waits for (asked_at is 0 for those that became final), and what each node last told for them.
create table bill_asks (
    organization_id text not null,
    month           text not null,
    ask             bigint not null,
    asked_at        bigint not null,
    primary key (organization_id, month)
);
create index bill_asks_by_time on bill_asks (asked_at);

create table bill_parts (
    organization_id text not null,
    month           text not null,
    node            text not null,
    ask             bigint not null,
    body            text not null,
    primary key (organization_id, month, node)
);
