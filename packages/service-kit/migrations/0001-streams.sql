-- The stream and the outbox, as every service has them in its own schema.

-- One history per schema. A restored backup gets another epoch, and every reader starts afresh.
create table history (
  only_row boolean primary key default true check (only_row),
  epoch bigint not null default extract(epoch from now())::bigint,
  pruned_xid xid8 -- outbox rows up to this one may be gone
);
insert into history default values;

-- One row per stream, locked by whoever appends. Hot: room for HOT updates, no index on what changes.
create table stream (
  id uuid primary key,
  kind text not null,
  head bigint not null default 0,
  floor bigint not null default 0,
  tally bigint not null default 0 -- events so far that count as unread
) with (fillfactor = 60);

create table event (
  stream uuid not null,
  seq bigint not null,
  tally bigint not null, -- events up to and including this one that count as unread
  ev text not null,
  key uuid, -- what a repeated request is recognised by
  by uuid,
  at timestamptz not null,
  body json not null -- json, not jsonb: kept as it was sent, and cheaper to write
);
-- The key comes first: keys grow with time, so new ones are neighbours, and no search by stream can mistake this index
-- for its own. Made before the primary key, as a search by key must not use that one either: planned while the table
-- was empty, it read the whole stream for each message (67 µs each after 100,000 messages, where 12 are right).
create unique index event_key on event (key, stream) where key is not null;
alter table event add primary key (stream, seq);

-- One row per transaction that appended, written by that transaction: what other services read, in commit order.
create table outbox (
  xid xid8 primary key default pg_current_xact_id(),
  at timestamptz not null default now(),
  streams uuid[] not null,
  firsts bigint[] not null,
  lasts bigint[] not null
);

-- How far this service has read the outboxes of others; see OutboxPosition in the protocol.
create table outbox_position (
  owner text primary key,
  position json not null
);
