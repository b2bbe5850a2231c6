-- Sound that was read from the prompt cache, and what was written to it for an hour: both have their own price.
alter table attempts add column cached_audio_input_tokens bigint not null default 0;
alter table attempts add column hour_cache_write_tokens bigint not null default 0;
