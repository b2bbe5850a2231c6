-- In whose journal the attempt is: what a node left open is closed by itself. Null for attempts of before.
alter table attempts add column node text;
