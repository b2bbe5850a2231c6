alter table batches add column provider text;
alter table batches add column provider_model text;
alter table batches add column provider_price text;
alter table batches add column provider_batch text;
