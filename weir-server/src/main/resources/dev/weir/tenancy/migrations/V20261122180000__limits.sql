-- Limits are a JSON object, as on the wire: what may be limited grows.
alter table virtual_keys add column limits text;
alter table projects add column limits text;
update virtual_keys set limits = '{"concurrency":' || coalesce(cast(concurrency as text), 'null')
    || ',"priority":' || coalesce('"' || priority || '"', 'null')
    || ',"max_priority":' || coalesce('"' || max_priority || '"', 'null') || '}'
    where concurrency is not null or priority is not null or max_priority is not null;
update projects set limits = '{"concurrency":' || coalesce(cast(concurrency as text), 'null')
    || ',"priority":' || coalesce('"' || priority || '"', 'null')
    || ',"max_priority":' || coalesce('"' || max_priority || '"', 'null') || '}'
    where concurrency is not null or priority is not null or max_priority is not null;
alter table virtual_keys drop column concurrency;
alter table virtual_keys drop column priority;
alter table virtual_keys drop column max_priority;
alter table projects drop column concurrency;
alter table projects drop column priority;
alter table projects drop column max_priority;

-- Limits of organizations, users, models and tags; those of projects and keys are in their own rows.
create table limits (
    organization_id text not null references organizations (id),
    scope text not null,
    -- The organization's id for an organization, else the project's.
    owner text not null,
    name text not null,
    limits text not null,
    primary key (owner, scope, name)
) strict;
