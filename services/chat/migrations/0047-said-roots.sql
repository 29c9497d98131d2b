-- Whoever sends locks `event` and then looks at the rest: in another order, each would wait for the other here until this gives up.
lock table event in share row exclusive mode;

-- When the message was said that a thread hangs on, which tells what was before somebody came also when it is removed. Of one that is
-- removed already, when something was first said in the thread.
alter table thread add column said timestamptz not null default '-infinity';
update thread set said = coalesce(
  (select at from event where stream = thread.parent and seq = thread.root),
  (select min(at) from event where stream = thread.room),
  '-infinity'
);

-- Whoever begins it: also a process of the release before. The messages of a room that is put in are there before its threads.
create function note_root() returns trigger language plpgsql set search_path from current as $$
begin
  new.said := coalesce((select at from event where stream = new.parent and seq = new.root), new.said);
  return new;
end
$$;
create trigger thread_root_noted before insert on thread for each row execute function note_root();

-- When somebody came to live in the space of a room that shows newcomers nothing of before; null where they see all, and of a group, which
-- goes by positions.
create function came_to(in_room uuid, who uuid) returns timestamptz language sql stable as $$
  select case when resident.joined > 0
    then coalesce((select at from event where stream = room.space and seq = resident.joined), clock_timestamp()) end
  from room join resident on resident.space = room.space and resident.person = who
  where room.id = in_room and room.newcomers = 'since_joining'
$$;

-- As in 0037; of a message that is removed, by when it was said.
create or replace function is_before(in_parent uuid, in_room uuid, who uuid) returns boolean language sql stable as $$
  select coalesce((
    select thread.root <= reach.since or thread.said <= came_to(in_parent, who)
    from thread cross join lateral reach_of(in_parent, who) reach
    where thread.parent = in_parent and thread.room = in_room
  ), false)
$$;

-- As in 0037; likewise.
create or replace function standing_of(in_room uuid, who uuid)
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
  where room.id = in_room and thread.root > inside.floor and (not thread.private or inside.role <> 'member' or exists (
    select from thread_follower follower
    where follower.parent = room.parent and follower.room = room.id and follower.person = who
  ))
  union all
  select ruled.id, who, 'member', 0::bigint,
    greatest(coalesce(cursor.read, 0), case when ruled.parent is null then reach.since else 0 end),
    greatest(coalesce(cursor.read_tally, 0), case when ruled.parent is null then reach.since_tally else 0 end)
  from (
    select own.id, own.parent, permissions_in(own.id, who, now()) as may
    from room own left join room parent on parent.id = own.parent
    where own.id = in_room and coalesce(own.space, parent.space) is not null
    offset 0
  ) ruled
  cross join lateral reach_of(coalesce(ruled.parent, ruled.id), who) reach
  left join cursor on cursor.room = in_room and cursor.person = who
  left join thread on thread.parent = ruled.parent and thread.room = ruled.id
  where ruled.may & 2 <> 0 and (ruled.parent is null or thread.room is not null and thread.root > reach.since
    and coalesce(thread.said > came_to(ruled.parent, who), true) and (
    not thread.private or ruled.may & 2048 <> 0 or exists (
      select from thread_follower follower
      where follower.parent = ruled.parent and follower.room = ruled.id and follower.person = who
    )
  ))
$$;
