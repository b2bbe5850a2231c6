-- Questions to a knowledge base with the documents that answer them: grades is an object of document ids and grades.
create table knowledge_queries (
    kb_id text not null references knowledge_bases (id),
    query_id text not null,
    project_id text not null,
    query text not null,
    source text not null,
    grades text not null,
    created_at integer not null,
    updated_at integer not null,
    primary key (kb_id, query_id)
) strict;
