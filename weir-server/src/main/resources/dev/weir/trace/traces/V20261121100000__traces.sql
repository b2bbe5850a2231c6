-- The journal's record of each finished exchange, content still sealed with the project's key.
CREATE TABLE traces (
    exchange_id TEXT PRIMARY KEY,
    project_id  TEXT NOT NULL,
    started_at  INTEGER NOT NULL,
    type        INTEGER NOT NULL,
    record      BLOB NOT NULL
);
CREATE INDEX traces_by_time ON traces (started_at);
