-- For whoever adds up, prices anew or bills the attempts of a span of time.
create index if not exists attempts_by_time on attempts (project_id, started_at);
