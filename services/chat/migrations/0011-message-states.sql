-- What has become of messages since they were sent: a row for each of which anything has. Texts stay in `event` alone, where taking
-- a message back removes them.
create table message_state (
  room uuid not null,
  seq bigint not null, -- of the message.sent
  edits bigint[] not null default '{}', -- positions of its message.edited
  pinned bigint, -- position of the message.pinned
  primary key (room, seq)
);
create index message_state_pinned on message_state (room, pinned) where pinned is not null;

-- The person comes before the message: of a page of messages, what somebody has reacted is found by one search.
create table reaction (
  room uuid not null,
  person uuid not null,
  seq bigint not null, -- of the message.sent
  emoji text collate "C" not null,
  added bigint not null, -- position of the reaction.added
  primary key (room, person, seq, emoji)
);
create index reaction_message on reaction (room, seq, emoji, added);

-- How many, so that nobody has to count them.
create table reaction_count (
  room uuid not null,
  seq bigint not null,
  emoji text collate "C" not null,
  people integer not null,
  first bigint not null, -- the order of the emoji
  primary key (room, seq, emoji)
);

-- Whether an event is a message, or was one until it was taken back: of what never counted as unread, such as an edit, that says so.
create function was_message(ev text, body json) returns boolean language sql immutable as $$
  select ev = 'message.sent' or ev = 'redacted' and body ->> 'counts' is distinct from 'false'
$$;

-- A message that is taken back takes all of this with it, whoever takes it back: also a process of the release before, which knows
-- nothing of edits.
create function forget_state() returns trigger language plpgsql set search_path from current as $$
begin
  update event set ev = 'redacted', body = '{"counts":false}'
  from message_state state
  where state.room = new.stream and state.seq = new.seq and event.stream = new.stream and event.seq = any(state.edits);
  delete from message_state where room = new.stream and seq = new.seq;
  delete from reaction where room = new.stream and seq = new.seq;
  delete from reaction_count where room = new.stream and seq = new.seq;
  return null;
end
$$;
create trigger message_redacted after update of ev on event for each row
  when (old.ev = 'message.sent' and new.ev = 'redacted') execute function forget_state();
