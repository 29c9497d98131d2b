-- Whoever sends locks `event` and then looks at the rest: in another order, each would wait for the other here until this gives up.
lock table event in share row exclusive mode;

-- Where stands what forwarded messages say. What they say, and who said it first, is in their events, which all may read who are
-- there; from which room it comes is told to those alone who see that one.
create table forward (
  room uuid not null,
  seq bigint not null, -- of the message.sent
  from_room uuid not null,
  from_seq bigint not null,
  primary key (room, seq)
);

-- Notes that a message is forwarded, as part of sending it.
create function note_forward(in_room uuid, of_message bigint, asked json) returns void language sql volatile as $$
  insert into forward (room, seq, from_room, from_seq)
  values (in_room, of_message, (asked ->> 'room')::uuid, (asked ->> 'seq')::bigint)
  on conflict do nothing
$$;

-- Whoever takes the message back, nothing stays of where it came from: also where a process of the release before does.
create function forget_forward() returns trigger language plpgsql set search_path from current as $$
begin
  delete from forward where room = new.stream and seq = new.seq;
  return null;
end
$$;
create trigger message_redacted_with_forward after update of ev on event for each row
  when (old.ev = 'message.sent' and new.ev = 'redacted') execute function forget_forward();

-- Nobody puts words into somebody else's mouth: also not by a process of the release before, which knows of no forwards.
create function keep_forward() returns trigger language plpgsql set search_path from current as $$
begin
  if exists (select from forward where forward.room = new.room and forward.seq = new.seq) then
    raise exception 'a forwarded message is not edited';
  end if;
  return new;
end
$$;
create trigger edited_insert_of_forward before insert on message_state for each row
  when (new.edits <> '{}') execute function keep_forward();
create trigger edited_update_of_forward before update of edits on message_state for each row
  when (new.edits <> old.edits) execute function keep_forward();
