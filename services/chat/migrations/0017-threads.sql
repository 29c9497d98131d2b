-- Whoever sends locks `event` and then looks at `room`: in another order, each would wait for the other here until this gives up.
lock table event in share row exclusive mode;

-- Threads: rooms that hang on a message of another room, their parent. Who is in the parent is in its threads; no rows are kept of that.
-- The id of a thread is a UUID of version 8, and of no other room: so a send knows it without looking anything up.
alter table room
  drop constraint room_kind_check,
  add constraint room_kind_check check (kind in ('direct', 'group', 'space', 'thread')) not valid,
  add column parent uuid,
  add check ((kind = 'thread') = (parent is not null)) not valid;

create table thread (
  parent uuid not null,
  room uuid not null, -- its own, which has its stream
  root bigint not null, -- position in the parent of the message that it hangs on
  begun bigint not null, -- where the parent stood then: the order of the threads of a room
  private boolean not null, -- for those who follow it, and who manages the parent
  creator uuid not null,
  key uuid, -- the creator's, by which a repeated request for a private one is recognised
  archived boolean not null default false,
  locked boolean not null default false,
  minutes integer not null check (minutes in (60, 1440, 4320, 10080)), -- without a post until it is archived
  due timestamptz, -- when to look whether it is to be archived; null where it is
  gone bigint not null default 0, -- messages that were taken back
  last bigint, -- the last message that was not
  last_at timestamptz,
  posters uuid[] not null default '{}', -- who wrote last, the last one first, each once
  primary key (parent, room)
) with (fillfactor = 70);
create unique index thread_root on thread (parent, root) where not private;
create unique index thread_key on thread (parent, creator, key) where key is not null;
create index thread_begun on thread (parent, archived, begun);
create index thread_due on thread (due) where due is not null;

create table thread_follower (
  parent uuid not null,
  room uuid not null,
  person uuid not null,
  primary key (parent, room, person)
);
create index thread_follower_person on thread_follower (person, parent, room);

-- How somebody stands in a room of any kind but those of spaces, and how far they have read there: as `member` says, and in a thread
-- as they stand in its parent. Nothing where they are not in it. A function, so that the room and the person are known to each search.
create function standing_of(in_room uuid, who uuid)
returns table (room uuid, person uuid, role text, joined bigint, read bigint, read_tally bigint)
language sql stable as $$
  select member.room, member.person, member.role, member.joined, member.read, member.read_tally
  from member where member.room = in_room and member.person = who
  union all
  select room.id, inside.person, inside.role, inside.joined, coalesce(cursor.read, 0), coalesce(cursor.read_tally, 0)
  from room
  join thread on thread.parent = room.parent and thread.room = room.id
  cross join lateral (
    select * from membership where membership.room = room.parent and membership.person = who offset 0
  ) inside
  left join cursor on cursor.room = in_room and cursor.person = who
  where room.id = in_room and (not thread.private or inside.role <> 'member' or exists (
    select from thread_follower follower
    where follower.parent = room.parent and follower.room = room.id and follower.person = who
  ))
$$;
create function stands_in(in_room uuid, who uuid) returns boolean language sql stable as $$
  select exists (select from standing_of(in_room, who))
$$;

-- Whoever leaves the parent meanwhile waits until this is committed, or is found to have left: the lock is on their membership. So
-- nobody waits for the stream of the parent. An archived thread is revived first, by an event of its parent (src/threads.ts).
create function refusal_in_thread(in_parent uuid, in_room uuid, who uuid) returns text language plpgsql volatile as $$
#variable_conflict use_column
declare
  own_role text;
  found_thread record;
begin
  select role into own_role from membership where room = in_parent and person = who for key share;
  if own_role is null then return 'no room'; end if;
  select private, archived, locked into found_thread from thread where parent = in_parent and room = in_room;
  if found_thread.private is null then return 'no room'; end if;
  if found_thread.private and own_role = 'member'
    and not exists (select from thread_follower where parent = in_parent and room = in_room and person = who) then
    return 'no room';
  end if;
  if found_thread.archived then return 'not allowed'; end if;
  if found_thread.locked and own_role = 'member' and not exists (select from room where id = in_parent and kind = 'direct') then
    return 'not allowed';
  end if;
  return null;
end
$$;

create or replace function refusal_to_send(in_room uuid, who uuid, at timestamptz) returns text language plpgsql volatile as $$
declare
  view constant bigint := 2;
  send constant bigint := 4;
  may bigint;
begin
  if get_byte(uuid_send(in_room), 6) >> 4 = 8 then
    return refusal_in_thread((select parent from room where id = in_room), in_room, who);
  end if;
  may := coalesce(permissions_in(in_room, who, at), 0);
  if may & view = 0 then return 'no room'; end if;
  if may & send = 0 then return 'not allowed'; end if;
  return null;
end
$$;

-- What a reply does besides being written, whoever writes it: also a process of the release before. Behind the lock of the thread.
-- `by` is a word of PL/pgSQL, so it is quoted there.
create function note_reply() returns trigger language plpgsql set search_path from current as $$
declare
  in_parent uuid := (select parent from room where id = new.stream);
  most_followers constant integer := 1000;
  most_posters constant integer := 8;
begin
  update thread
  set last = new.seq, last_at = new.at, posters = (array[new."by"] || array_remove(posters, new."by"))[1:most_posters]
  where parent = in_parent and room = new.stream;
  if not exists (select from thread_follower where parent = in_parent and room = new.stream and person = new."by")
    and (select count(*) from thread_follower where parent = in_parent and room = new.stream) < most_followers then
    insert into thread_follower (parent, room, person) values (in_parent, new.stream, new."by");
  end if;
  return null;
end
$$;
create trigger reply_written after insert on event for each row
  when (new.ev = 'message.sent' and get_byte(uuid_send(new.stream), 6) >> 4 = 8) execute function note_reply();

create function forget_reply() returns trigger language plpgsql set search_path from current as $$
begin
  update thread set gone = gone + 1, last = held.last, last_at = held.at, posters = held.people
  from (
    select max(seq) as last, max(at) as at, coalesce((array_agg(by order by seq desc))[1:8], '{}') as people
    from (
      select by, max(seq) as seq, max(at) as at
      from (
        select by, seq, at from event where stream = new.stream and ev = 'message.sent' order by seq desc limit 200
      ) latest
      group by by
    ) person
  ) held
  where parent = (select parent from room where id = new.stream) and room = new.stream;
  return null;
end
$$;
create trigger reply_redacted after update of ev on event for each row
  when (old.ev = 'message.sent' and new.ev = 'redacted' and get_byte(uuid_send(new.stream), 6) >> 4 = 8)
  execute function forget_reply();

-- Whoever leaves a room follows none of its threads any more, and keeps no draft there.
create function forget_threads() returns trigger language plpgsql set search_path from current as $$
begin
  delete from thread_follower using gone where thread_follower.person = gone.person and thread_follower.parent = gone.room;
  delete from draft using gone, room
  where draft.person = gone.person and room.id = draft.room and room.parent = gone.room;
  return null;
end
$$;
create trigger membership_gone_with_threads after delete on membership
  referencing old table as gone for each statement execute function forget_threads();
