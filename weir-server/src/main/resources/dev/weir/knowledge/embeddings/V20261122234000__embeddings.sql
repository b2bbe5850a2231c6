-- Vectors of texts that were embedded before; the oldest go first.
create table embeddings (
    id integer primary key autoincrement,
    kb_id text not null,
    content text not null,
    project_id text,
    vector blob not null,
    unique (kb_id, content)
) strict;
