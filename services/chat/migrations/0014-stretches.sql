-- Stretches of the rooms' histories, each with the words that are said in it. Search looks through them for where a word may
-- stand, and reads it there in the events themselves: nothing is found that is not said. They are made behind the sends
-- (src/jobs.ts), which so cost what they did; what no stretch covers yet is read as it is.
create table stretch (
  room uuid not null,
  first bigint not null, -- position where it begins
  last bigint not null, -- up to where it has been read
  since timestamptz not null, -- of its events, the earliest and the latest
  until timestamptz not null,
  words tsvector, -- null where anything may be said
  maker text, -- what took it apart; null where it has to be made anew
  primary key (room, first)
);
-- Not packed: of a few thousand of them a search reads a word each.
alter table stretch alter column words set storage external;
create index stretch_stale on stretch (room, first) where maker is null;

-- Notes a stretch as it was at this head of its room. False where something else than a message has come since, which may have
-- taken a word back: then it is made another time, and where the room is gone. The lock is that of those who write there, held for a moment.
create function put_stretch(
  in_room uuid, begins bigint, ends bigint, earliest timestamptz, latest timestamptz, said text[], made_by text, at_head bigint
) returns boolean language plpgsql volatile as $$
begin
  perform set_config('synchronous_commit', 'off', true); -- what a crash takes is made once more, and nobody waits for the disk
  perform 1 from stream where id = in_room for share;
  if not found or exists (select from event where event.stream = in_room and event.seq > at_head and event.ev <> 'message.sent') then
    return false;
  end if;
  insert into stretch (room, first, last, since, until, words, maker)
  values (in_room, begins, ends, earliest, latest, array_to_tsvector(said), made_by)
  on conflict (room, first) do update
  set last = excluded.last, since = excluded.since, until = excluded.until, words = excluded.words, maker = excluded.maker;
  return true;
end
$$;

-- A message that is taken back takes its words along, whoever takes it back: also a process of the release before, which knows of no
-- stretches. Until it is made anew, the stretch is read as it is.
create function forget_words() returns trigger language plpgsql set search_path from current as $$
begin
  update stretch set words = null, maker = null
  where room = new.stream and last >= new.seq
    and first = (select max(s.first) from stretch s where s.room = new.stream and s.first <= new.seq);
  return null;
end
$$;
create trigger message_redacted_with_words after update of ev on event for each row
  when (old.ev = 'message.sent' and new.ev = 'redacted') execute function forget_words();
