-- For whom an attempt's money was set aside, while its exchange is open: what a crash leaves counts for users and tags.
alter table attempts add column tags ${bytes};
