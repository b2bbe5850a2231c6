-- Tokens of finished exchanges by subject and quarter of an hour, for subjects with a limit by the day.
create table limited_tokens (
    owner text not null,
    scope text not null,
    name text not null,
    quarter integer not null,
    tokens integer not null,
    primary key (owner, scope, name, quarter)
) strict;

create index limited_tokens_by_quarter on limited_tokens (quarter);
