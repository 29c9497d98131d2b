-- What somebody is told, by the position of the notification.raised in their own stream. Written under the lock of that stream.
create table notification (
  person uuid not null,
  id bigint not null,
  kind text not null,
  source text not null, -- what it comes from, whoever reads that how often: nobody is told twice
  room uuid,
  message bigint, -- position in the room
  by uuid,
  "of" uuid, -- the reminder, the space or the scheduled message
  silent boolean not null,
  since timestamptz not null, -- when that was which it tells of
  at timestamptz not null,
  -- A row that is removed stays as long as others do, so that its source raises nothing again.
  state text not null check (state in ('unread', 'read', 'resolved', 'removed')),
  primary key (person, id)
) with (fillfactor = 80);
create unique index notification_source on notification (person, source);
-- Whose chat notifications have to be looked after.
create index notification_message on notification (room, message, person) where state <> 'removed' and room is not null;
create index notification_open on notification (room, person) where state = 'unread' and room is not null;
create index notification_age on notification (at);

-- How many are unread; follows from `notification`.
create table inbox (
  person uuid primary key,
  unread integer not null check (unread >= 0)
) with (fillfactor = 70);

-- Whom people block, as contacts has told it last.
create table block (
  person uuid not null,
  other uuid not null,
  holds boolean not null,
  epoch bigint not null, -- of the event
  seq bigint not null,
  primary key (person, other)
);

-- What may ring, as the protocol's alert.changed has it. No row where nothing was said.
create table alert (
  person uuid primary key,
  kept json not null
);

-- What concerns more people than are told at once, a part at a time, in this order.
create table work (
  id bigint generated always as identity primary key,
  room uuid not null,
  message bigint not null,
  told bigint, -- position of the event that tells of the message; null where it is to be told of no more
  source text, -- of what is raised
  at bigint, -- milliseconds since 1970, of that event
  after uuid not null default '00000000-0000-0000-0000-000000000000' -- people up to this one are done
);
