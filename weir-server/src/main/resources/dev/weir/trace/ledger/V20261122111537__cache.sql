-- Answers that were made for another exchange: from which one, and what the project is charged for them.
ALTER TABLE exchanges ADD COLUMN cache TEXT;
ALTER TABLE exchanges ADD COLUMN cache_source TEXT;
ALTER TABLE exchanges ADD COLUMN charge_micros INTEGER;
ALTER TABLE exchanges ADD COLUMN charge_rest INTEGER;
ALTER TABLE exchanges ADD COLUMN charge_currency TEXT;
