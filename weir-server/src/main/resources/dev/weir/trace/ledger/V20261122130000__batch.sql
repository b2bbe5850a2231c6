-- Exchanges that are a line of a batch, for its cost and its traces.
ALTER TABLE exchanges ADD COLUMN batch TEXT;
CREATE INDEX exchanges_by_batch ON exchanges (project_id, batch, started_at DESC, exchange_id DESC) WHERE batch IS NOT NULL;
