-- How long what is heard or seen goes on.
alter table content add column duration int; -- milliseconds; null where that is not known
