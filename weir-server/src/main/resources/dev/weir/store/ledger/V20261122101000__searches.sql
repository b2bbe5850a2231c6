-- Searches that are priced by the piece: a reranker's units, or those of a provider's own web tool.
alter table attempts add column searches bigint not null default 0;
