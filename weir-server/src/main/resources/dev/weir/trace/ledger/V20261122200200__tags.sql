-- The labels that an exchange had, a JSON object; null where there are none.
alter table exchanges add column tags text;
