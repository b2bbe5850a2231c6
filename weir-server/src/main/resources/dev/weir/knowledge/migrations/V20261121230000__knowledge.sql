-- project_id is null for what belongs to the installation and every project may read.
create table knowledge_bases (
    id text primary key,
    project_id text,
    name text not null,
    created_at integer not null
) strict;

create unique index knowledge_bases_of_project on knowledge_bases (project_id, name) where project_id is not null;
create unique index knowledge_bases_of_installation on knowledge_bases (name) where project_id is null;

-- The truth about documents; the index of a knowledge base is made again from these rows where it differs.
create table knowledge_documents (
    kb_id text not null references knowledge_bases (id),
    document_id text not null,
    project_id text,
    title text not null,
    content blob not null,
    metadata text not null,
    readers text not null,
    hash text not null,
    state text not null,
    reason text,
    chunks integer not null,
    bytes integer not null,
    created_at integer not null,
    updated_at integer not null,
    primary key (kb_id, document_id)
) strict;

create index knowledge_documents_unfinished on knowledge_documents (kb_id) where state <> 'ready';
