-- Which event of auth a name is from, so that an older one never takes its place.
alter table person add column epoch bigint not null default 0, add column seq bigint not null default 0;

-- From where the processes of the release before stand. They go on with theirs: what both read is written twice, as the same.
insert into projection (owner, name, version, kinds, position)
select owner, 'people', 1, array['account.created'], position from outbox_position where owner = 'auth'
on conflict do nothing;
