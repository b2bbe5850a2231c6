-- Files that were sent and are not documents yet, or cannot become any; content_id names the sealed content beside the
-- database. A row goes away in the same step in which its text becomes the document's. deaths counts readers that did
-- not survive it, begun how often its reading began since it was sent or tried again.
create table knowledge_files (
    kb_id text not null references knowledge_bases (id),
    document_id text not null,
    project_id text not null,
    content_id text not null unique,
    file_name text not null,
    bytes integer not null,
    metadata text not null,
    readers text not null,
    password text,
    state text not null,
    reason text,
    deaths integer not null,
    begun integer not null,
    sent_at integer not null,
    updated_at integer not null,
    primary key (kb_id, document_id)
) strict;

create index knowledge_files_waiting on knowledge_files (state, project_id, sent_at);

-- What a document lacks although it was read.
alter table knowledge_documents add column notes text;

-- A document as its readers see it: while a file is on its way to take its place, the file's state is told.
create view knowledge_documents_shown as
    select d.kb_id, d.document_id, d.project_id, d.title, coalesce(f.state, d.state) as state,
        case when f.state is null then coalesce(d.reason, d.notes) else f.reason end as reason,
        d.chunks, coalesce(f.bytes, d.bytes) as bytes, d.metadata, d.readers, d.created_at,
        coalesce(f.updated_at, d.updated_at) as updated_at
    from knowledge_documents d
        left join knowledge_files f on f.kb_id = d.kb_id and f.document_id = d.document_id;
