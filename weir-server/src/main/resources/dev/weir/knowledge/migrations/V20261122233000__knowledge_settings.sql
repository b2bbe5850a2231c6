-- What a knowledge base was set to; what is absent follows the defaults.
alter table knowledge_bases add column settings text not null default '{}';
