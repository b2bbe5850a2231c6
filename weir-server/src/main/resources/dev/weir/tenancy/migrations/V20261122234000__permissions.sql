-- What a key may do besides what its role says: words with spaces between them; null for nothing.
alter table virtual_keys add column permissions text;
