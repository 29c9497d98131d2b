-- Whoever sends locks `stream`, then `event`, and then looks at `room`: in another order, each would wait for the other here until this
-- gives up.
lock table stream in access exclusive mode;
lock table event in share row exclusive mode;

-- Who may say something in a group: all members, or its owner and admins. And how it looks, by the name of a theme.
alter table room
  add column posting text not null default 'members' check (posting in ('members', 'admins')),
  add column theme text not null default 'plain';

-- Whether the room asks more of its members than to be in it, before they may say something. It stands where each send looks anyway: a room
-- of which it is false costs a send nothing. Follows from the room, whoever changes that.
alter table stream add column curbed boolean not null default false;

create function note_curbs() returns trigger language plpgsql set search_path from current as $$
begin
  update stream set curbed = new.slow_seconds > 0 or new.posting <> 'members' where id = new.id;
  return null;
end
$$;
create trigger room_curbed after update of slow_seconds, posting on room for each row
  when (old.slow_seconds <> new.slow_seconds or old.posting <> new.posting) execute function note_curbs();
create trigger room_inserted_curbed after insert on room for each row
  when (new.slow_seconds > 0 or new.posting <> 'members') execute function note_curbs();

-- When somebody has last said something in a slow room, or in a thread of it. Nothing where that was never slow for them.
create table pace (
  room uuid not null,
  person uuid not null,
  at timestamptz not null,
  primary key (room, person)
) with (fillfactor = 70);

-- How many milliseconds somebody still waits in a room of so many seconds, or in a thread of it; null where they need not. A clock that was
-- set back keeps nobody waiting.
create function pause_left(ruling uuid, who uuid, seconds integer, at timestamptz) returns bigint language sql stable as $$
  select ceil(extract(epoch from pace.at + seconds * interval '1 second' - pause_left.at) * 1000)::bigint
  from pace
  where pace.room = ruling and pace.person = who
    and pause_left.at >= pace.at and pause_left.at < pace.at + seconds * interval '1 second'
$$;

-- 'wait <milliseconds>' for who has to; else null, and noted as their turn where they take it. Threads of one room do not wait for each other,
-- and locks in the order of a batch might wait in a circle: so who is just saying something there at the same time is refused, and
-- waits for nobody. The first look is for those who are refused anyway: each lock takes memory that all transactions share.
create function turn_in(ruling uuid, who uuid, seconds integer, at timestamptz, takes boolean) returns text language plpgsql volatile as $$
#variable_conflict use_column
declare
  waits bigint;
begin
  if seconds = 0 then return null; end if;
  waits := pause_left(ruling, who, seconds, turn_in.at);
  if waits is null and not pg_try_advisory_xact_lock(hashtextextended(ruling::text || who::text, 0)) then
    waits := seconds * 1000;
  end if;
  if waits is null then waits := pause_left(ruling, who, seconds, turn_in.at); end if;
  if waits is not null then return 'wait ' || waits; end if;
  if takes then
    insert into pace (room, person, at) values (ruling, who, turn_in.at)
    on conflict (room, person) do update set at = excluded.at;
  end if;
  return null;
end
$$;

-- A room that becomes slow counts from what was said last in it and its threads, as far as that is not long ago: of each the last
-- thousand messages, of the hundred threads in which something was said last.
create function begin_turns(in_room uuid, seconds integer) returns void language sql volatile as $$
  insert into pace (room, person, at)
  select in_room, said.by, max(said.at)
  from (
    (select in_room as id)
    union all
    (select thread.room from thread
      where thread.parent = in_room and thread.last_at > clock_timestamp() - seconds * interval '1 second'
      order by thread.last_at desc limit 100)
  ) place
  cross join lateral (
    select event.by, event.at, event.ev from event where event.stream = place.id order by event.seq desc limit 1000
  ) said
  where said.ev = 'message.sent' and said.at > clock_timestamp() - seconds * interval '1 second'
  group by said.by
  on conflict (room, person) do update set at = greatest(pace.at, excluded.at)
$$;

drop function refusal_in_thread(uuid, uuid, uuid);
create function refusal_in_thread(in_parent uuid, in_room uuid, who uuid, takes boolean) returns text language plpgsql volatile as $$
#variable_conflict use_column
declare
  own_role text;
  found_thread record;
  refused text;
begin
  select role into own_role from membership where room = in_parent and person = who for key share;
  if own_role is null then return 'no room'; end if;
  select private, archived, locked, ruling.kind, ruling.posting, ruling.slow_seconds into found_thread
  from thread join room ruling on ruling.id = thread.parent where thread.parent = in_parent and thread.room = in_room;
  if found_thread.private is null then return 'no room'; end if;
  if found_thread.private and own_role = 'member'
    and not exists (select from thread_follower where parent = in_parent and room = in_room and person = who) then
    return 'no room';
  end if;
  if own_role = 'member' and found_thread.kind <> 'direct' then
    if found_thread.locked or found_thread.posting = 'admins' then return 'not allowed'; end if;
    refused := turn_in(in_parent, who, found_thread.slow_seconds, clock_timestamp(), takes and not found_thread.archived);
    if refused is not null then return refused; end if;
  end if;
  if found_thread.archived then return 'not allowed'; end if;
  return null;
end
$$;

-- Why somebody may not send, who is no member there or whose room asks more: null where they may. `takes`: whether it becomes a
-- message, and so their turn in a slow room. It is found by a call without that, too: a send that waits here ends as it began.
drop function refusal_to_send(uuid, uuid, timestamptz);
create function refusal_to_send(in_room uuid, who uuid, at timestamptz, takes boolean default true)
returns text language plpgsql volatile as $$
declare
  view constant bigint := 2;
  send constant bigint := 4;
  skip_slow_mode constant bigint := 256;
  ruled record;
  own_role text;
  may bigint;
begin
  if get_byte(uuid_send(in_room), 6) >> 4 = 8 then
    return refusal_in_thread((select parent from room where id = in_room), in_room, who, takes);
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

-- As `send_messages` of 0010, and asks more of members of a room that is curbed. The outcome of who has to wait is 'wait <milliseconds>'. Of
-- those who write in threads the membership is locked in the order of the senders, as whoever deletes the room takes the members in the same
-- order: before the batch is looked at, and where there are any.
create function post_messages(rooms uuid[], keys uuid[], senders uuid[], bodies text)
returns table (ord bigint, outcome text, seq bigint, at bigint, space uuid)
language plpgsql volatile as $$
#variable_conflict use_column
declare
  moment timestamptz := date_trunc('milliseconds', clock_timestamp());
  in_threads boolean;
begin
  select bool_or(get_byte(uuid_send(locked.id), 6) >> 4 = 8) into in_threads
  from (select stream.id from stream where stream.id = any(rooms) order by stream.id for update) locked;
  if in_threads then
    perform 1
    from unnest(rooms, senders) as given (room, sender)
    join room on room.id = given.room
    join membership inside on inside.room = room.parent and inside.person = given.sender
    order by inside.person, inside.room for key share of inside;
  end if;
  return query
  with asked as (
    select
      a.ord, a.room, a.key, a.sender, a.body, stream.head, stream.tally, member.found is null as visits,
      earlier.seq as old_seq, earlier.at as old_at,
      case
        when earlier.by = a.sender then 'repeated'
        when stream.head is null then 'no room'
        else coalesce(
          case when member.found is null or stream.curbed then refusal_to_send(a.room, a.sender, moment, earlier.seq is null) end,
          case when earlier.seq is not null then 'id taken' else 'sent' end
        )
      end as outcome
    from unnest(rooms, keys, senders, string_to_array(bodies, E'\n')) with ordinality as a (room, key, sender, body, ord)
    left join lateral (select s.head, s.tally, s.curbed from stream s where s.id = a.room) stream on true
    left join lateral (select true as found from membership m where m.room = a.room and m.person = a.sender) member on true
    left join lateral (select e.seq, e.by, e.at from event e where e.stream = a.room and e.key = a.key) earlier on true
    offset 0 -- else the outcome is worked out twice, with all that it asks
  ), numbered as materialized (
    select *, count(*) filter (where outcome = 'sent') over (partition by room order by ord) as step
    from asked
  ), inserted as (
    insert into event (stream, seq, tally, ev, key, by, at, body)
    select room, head + step, tally + step, 'message.sent', key, sender, moment, body::json
    from numbered where outcome = 'sent'
  ), own as materialized (
    select room, sender, head, tally, max(step) as steps
    from numbered where outcome = 'sent' group by room, sender, head, tally
  ), grown as materialized (
    select room, min(head) as head, max(steps) as steps from own group by room
  ), moved as (
    update stream set head = stream.head + grown.steps, tally = stream.tally + grown.steps
    from grown where stream.id = grown.room
  ), read_own as ( -- who writes has read: the sender's cursor moves to what they sent
    update cursor set read = own.head + own.steps, read_tally = own.tally + own.steps
    from own where cursor.room = own.room and cursor.person = own.sender
    returning cursor.room, cursor.person
  ), read_first as ( -- apart, as an upsert of a row that is there writes to the WAL twice
    insert into cursor (room, person, read, read_tally)
    select room, sender, head + steps, tally + steps from own
    where (room, sender) not in (select read_own.room, read_own.person from read_own) -- hashed, where a join would not be
    on conflict (room, person) do update set read = excluded.read, read_tally = excluded.read_tally
  ), logged as (
    insert into outbox (streams, firsts, lasts)
    select array_agg(room), array_agg(head + 1), array_agg(head + steps) from grown having count(*) > 0
  )
  select
    numbered.ord, numbered.outcome,
    case when numbered.outcome = 'sent' then head + step else old_seq end,
    floor(extract(epoch from case when numbered.outcome = 'sent' then moment else old_at end) * 1000)::bigint,
    case when visits and numbered.outcome = 'sent' and step = 1 then (select r.space from room r where r.id = numbered.room) end
  from numbered;
end
$$;

-- What processes of the release before call: they take an outcome that they do not know for a message that was sent.
-- The step that ends this: `drop function send, send_messages`.
create or replace function send_messages(rooms uuid[], keys uuid[], senders uuid[], bodies text)
returns table (ord bigint, outcome text, seq bigint, at bigint, space uuid)
language sql volatile as $$
  select ord, case when outcome like 'wait %' then 'not allowed' else outcome end, seq, at, space
  from post_messages(rooms, keys, senders, bodies)
$$;
