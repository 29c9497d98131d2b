-- Polls and their votes. What is asked is in the event alone. Counts are kept, so that nobody has to count.
create table poll (
  room uuid not null,
  seq bigint not null, -- of the message.sent
  multiple boolean not null,
  closes bigint, -- milliseconds since 1970; null: when it is closed
  closed bigint, -- position of the poll.closed
  counts integer[] not null, -- by answer
  voters integer not null default 0,
  primary key (room, seq)
) with (fillfactor = 70);
create index poll_due on poll (closes) where closed is null and closes is not null;

-- The person comes before the message: of a page of messages, what somebody has voted is found by one search.
create table vote (
  room uuid not null,
  person uuid not null,
  seq bigint not null, -- of the message.sent
  answers smallint[] not null,
  voted bigint not null, -- position of the poll.voted
  primary key (room, person, seq)
);
create index vote_message on vote (room, seq, voted);

-- A poll that is taken back takes its votes along, whoever takes it back: also a process of the release before.
create function forget_poll() returns trigger language plpgsql set search_path from current as $$
begin
  delete from poll where room = new.stream and seq = new.seq;
  if found then
    delete from vote where room = new.stream and seq = new.seq;
  end if;
  return null;
end
$$;
create trigger message_redacted_with_poll after update of ev on event for each row
  when (old.ev = 'message.sent' and new.ev = 'redacted') execute function forget_poll();

-- Notes that a message is a poll, as part of sending it.
create function note_poll(in_room uuid, of_message bigint, asked json) returns void language sql volatile as $$
  insert into poll (room, seq, multiple, closes, counts)
  values (in_room, of_message, (asked ->> 'multiple')::boolean, (asked ->> 'closes')::bigint,
    array_fill(0, array[(asked ->> 'answers')::integer]))
  on conflict do nothing
$$;
