-- The journal's record of each response that its caller may come back to, content still sealed with the project's key.
CREATE TABLE responses (
    project_id  TEXT NOT NULL,
    response_id TEXT NOT NULL,
    kept_at     INTEGER NOT NULL,
    type        INTEGER NOT NULL,
    record      BLOB NOT NULL,
    PRIMARY KEY (project_id, response_id)
);
CREATE INDEX responses_by_time ON responses (kept_at);
