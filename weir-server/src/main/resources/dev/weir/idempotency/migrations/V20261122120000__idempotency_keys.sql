-- What is known of each idempotency key: the journal's last record of it, content still sealed with the project's key.
CREATE TABLE idempotency_keys (
    project_id TEXT NOT NULL,
    key_id     TEXT NOT NULL,
    name       TEXT NOT NULL,
    begun_at   INTEGER NOT NULL,
    type       INTEGER NOT NULL,
    record     BLOB NOT NULL,
    PRIMARY KEY (project_id, key_id, name)
);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (begun_at);
