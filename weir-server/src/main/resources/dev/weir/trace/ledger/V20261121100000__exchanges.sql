-- One row an exchange: what lists, reports and bills read. The trace itself is in the traces database.
CREATE TABLE exchanges (
    exchange_id         TEXT PRIMARY KEY,
    project_id          TEXT NOT NULL,
    key_id              TEXT NOT NULL,
    started_at          INTEGER NOT NULL,
    operation           TEXT NOT NULL,
    stream              INTEGER NOT NULL,
    model               TEXT NOT NULL,
    provider            TEXT,
    provider_model      TEXT,
    status              TEXT NOT NULL,
    error               TEXT,
    finish_reason       TEXT,
    input_tokens        INTEGER NOT NULL,
    cached_input_tokens INTEGER NOT NULL,
    output_tokens       INTEGER NOT NULL,
    reasoning_tokens    INTEGER NOT NULL,
    estimated           INTEGER NOT NULL,
    cost_micros         INTEGER,
    cost_rest           INTEGER,
    currency            TEXT,
    duration_micros     INTEGER NOT NULL,
    first_token_micros  INTEGER,
    attempts            INTEGER NOT NULL
);
CREATE INDEX exchanges_by_time ON exchanges (project_id, started_at DESC, exchange_id DESC);
