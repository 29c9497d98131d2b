-- How people want to be seen. Who is there by which device is in Redis, which may forget it; this may not be forgotten, or somebody
-- invisible would show.

create table choice (
  person uuid primary key,
  turn bigint not null, -- grows with each change, also over a restored backup: milliseconds since 1970, or one more than before
  state text not null default 'automatic' check (state in ('automatic', 'dnd', 'invisible')),
  status text not null default '',
  status_ends bigint not null default 0, -- milliseconds since 1970; 0 where it does not end
  activity jsonb not null default '{}',
  activity_ends bigint not null default 0,
  last_seen text not null default 'everyone' check (last_seen in ('everyone', 'nobody'))
);
create index choice_turn on choice (turn); -- those of the last moments are told to Redis again
