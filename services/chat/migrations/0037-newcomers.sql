-- Whoever sends locks `event` and then looks at the rest: in another order, each would wait for the other here until this gives up.
lock table event in share row exclusive mode;

-- What newcomers see of what was said before they came: all of it, or nothing.
alter table room add column newcomers text not null default 'all' check (newcomers in ('all', 'since_joining'));

-- Of a group, what a member sees nothing of: up to this position. Follows from `room.newcomers` and from where they came in.
alter table membership add column floor bigint not null default 0;

-- Where nothing had been said yet, all is theirs.
create function floor_for(newcomers text, joined bigint, since_tally bigint) returns bigint language sql immutable as $$
  select case when newcomers = 'since_joining' and since_tally > 0 then joined - 1 else 0 end
$$;

-- Whoever brings them in: also a process of the release before.
create function floor_member() returns trigger language plpgsql set search_path from current as $$
begin
  new.floor := floor_for((select newcomers from room where id = new.room), new.joined, new.since_tally);
  return new;
end
$$;
create trigger membership_floored before insert on membership for each row execute function floor_member();

create function floor_members() returns trigger language plpgsql set search_path from current as $$
begin
  update membership set floor = floor_for(new.newcomers, joined, since_tally)
  where room = new.id and floor <> floor_for(new.newcomers, joined, since_tally);
  return null;
end
$$;
create trigger room_newcomers after update of newcomers on room for each row
  when (old.newcomers <> new.newcomers and new.kind = 'group') execute function floor_members();

create or replace view member as
select
  membership.room, membership.person, membership.role, membership.joined,
  greatest(membership.since, cursor.read) as read,
  greatest(membership.since_tally, cursor.read_tally) as read_tally,
  membership.floor
from membership left join cursor on cursor.room = membership.room and cursor.person = membership.person;

-- The last position of a room of which somebody sees nothing, as they came later, and how much counted up to there; zeros where they see
-- all that is held. In a room of a space that is what was there when they came to live in the space: no row is kept of it, it is found by
-- halving what is held, in some twenty probes. What was written in the very millisecond in which they came counts as before.
create function reach_of(in_room uuid, who uuid) returns table (since bigint, since_tally bigint) language plpgsql stable rows 1 as $$
#variable_conflict use_column
declare
  ruled record;
  came timestamptz;
  held bigint;
  low bigint;
  high bigint;
  middle bigint;
begin
  select space, newcomers into ruled from room where id = in_room;
  if ruled.newcomers is distinct from 'since_joining' then
    return query select 0::bigint, 0::bigint;
    return;
  end if;
  if ruled.space is null then
    return query select own.floor, case when own.floor > 0 then own.since_tally else 0 end
      from membership own where own.room = in_room and own.person = who
      union all select 0, 0 limit 1;
    return;
  end if;
  select case when resident.joined > 0
    then coalesce((select at from event where stream = ruled.space and seq = resident.joined), clock_timestamp()) end
  into came from resident where space = ruled.space and person = who;
  select floor, floor, head + 1 into held, low, high from stream where id = in_room;
  if came is null then
    return query select 0::bigint, 0::bigint;
    return;
  end if;
  while high - low > 1 loop
    middle := (low + high) / 2;
    -- None is there where it is being removed.
    if coalesce((select at <= came from event where stream = in_room and seq = middle), true) then low := middle; else high := middle; end if;
  end loop;
  if low = held then -- pinned messages may be left below the floor
    return query select coalesce(max(seq), 0), 0::bigint from event where stream = in_room and seq <= held and at <= came;
  else
    return query select case when tally > 0 then low else 0 end, tally from event where stream = in_room and seq = low
      union all select low, 0 limit 1;
  end if;
end
$$;

-- Whether a thread hangs on a message that somebody does not see, as they came later.
create function is_before(in_parent uuid, in_room uuid, who uuid) returns boolean language sql stable as $$
  select coalesce((
    select thread.root <= reach.since from thread cross join lateral reach_of(in_parent, who) reach
    where thread.parent = in_parent and thread.room = in_room
  ), false)
$$;

-- As in 0025; of what was there before somebody came nothing is unread, and no thread of that is theirs.
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
  where ruled.may & 2 <> 0 and (ruled.parent is null or thread.room is not null and thread.root > reach.since and (
    not thread.private or ruled.may & 2048 <> 0 or exists (
      select from thread_follower follower
      where follower.parent = ruled.parent and follower.room = ruled.id and follower.person = who
    )
  ))
$$;

-- As in 0023; nobody writes in a thread that is not there for them.
create or replace function refusal_to_send(in_room uuid, who uuid, at timestamptz, takes boolean default true)
returns text language plpgsql volatile as $$
declare
  view constant bigint := 2;
  send constant bigint := 4;
  skip_slow_mode constant bigint := 256;
  ruled record;
  its_parent uuid;
  own_role text;
  may bigint;
begin
  if get_byte(uuid_send(in_room), 6) >> 4 = 8 then
    its_parent := (select parent from room where id = in_room);
    if is_before(its_parent, in_room, who) then return 'no room'; end if;
    return refusal_in_thread(its_parent, in_room, who, takes);
  end if;
  select space, case when apart then id else coalesce(category, id) end as place, posting, slow_seconds
  into ruled from room where id = in_room;
  if ruled.space is null then
    select role into own_role from membership where room = in_room and person = who;
    if own_role is null then return 'no room'; end if;
    if own_role <> 'member' then return null; end if;
    if ruled.posting = 'admins' then return 'not allowed'; end if;
    return turn_in(in_room, who, ruled.slow_seconds, clock_timestamp(), takes);
  end if;
  may := permissions_of(ruled.space, ruled.place, who, at);
  if may & view = 0 then return 'no room'; end if;
  if may & send = 0 then return 'not allowed'; end if;
  if may & skip_slow_mode <> 0 then return null; end if;
  return turn_in(in_room, who, ruled.slow_seconds, clock_timestamp(), takes);
end
$$;

-- As in 0026; a message from before mentions nobody who came later, also not by an edit.
create or replace function mentions_of(in_room uuid, who uuid, after bigint, upto bigint) returns integer language sql stable as $$
  select (
    select count(*)::integer from (
      select from mention told
      where told.room = in_room
        and told.person = any(array[who, '00000000-0000-0000-0000-000000000000'::uuid] || own_roles.keys)
        and told.seq > after and told.seq <= upto and told.holds and told.by <> who
        and told.message > (select since from reach_of(in_room, who))
        and not exists (select from hidden where hidden.person = who and hidden.author = told.by)
        and not exists (
          select from mention own
          where told.person <> who and own.room = in_room and own.message = told.message and own.holds
            and (own.person = who or own.person < told.person
              and own.person = any('00000000-0000-0000-0000-000000000000'::uuid || own_roles.keys))
        )
      limit 100
    ) counted
  )
  from (select role_keys_of(in_room, who) as keys offset 0) own_roles
$$;
