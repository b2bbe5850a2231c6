-- Each cost a part of every write and no query used it.
drop index attempts_by_exchange;
drop index attempts_by_project;
