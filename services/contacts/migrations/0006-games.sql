-- In which games two stand so, where a deployment has several; empty is in all. Both rows of a pair of contacts say the same.
alter table relation add column games text[] not null default '{}';
