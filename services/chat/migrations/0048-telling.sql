-- Whoever sends locks `stream`, then `event`, and then looks at `room`: in another order, each would wait for the other here until this
-- gives up.
lock table stream in access exclusive mode;
lock table event in share row exclusive mode;

-- Whether each message of the room concerns somebody who may look at another: so of two people. What a room is never changes.
alter table stream add column tells boolean not null default false;
update stream set tells = true from room where room.id = stream.id and room.kind = 'direct';

create function note_tells() returns trigger language plpgsql set search_path from current as $$
begin
  update stream set tells = true where id = new.id;
  return null;
end
$$;
create trigger room_inserted_tells after insert on room for each row
  when (new.kind = 'direct') execute function note_tells();

-- Room and stream are made in any order.
create function find_tells() returns trigger language plpgsql set search_path from current as $$
begin
  new.tells := exists (select from room where id = new.id and kind = 'direct');
  return new;
end
$$;
create trigger stream_inserted_tells before insert on stream for each row
  when (new.kind = 'chat/room') execute function find_tells();

-- As in 0023. Of the messages in `telling`, by their places from 1, and of those in rooms of which each tells, the outbox says to other
-- services that they are there; of all where it is null. `tells` is true of such a one. Most messages are for those who look at the
-- room alone.
create function post_messages(rooms uuid[], keys uuid[], senders uuid[], bodies text, telling integer[])
returns table (ord bigint, outcome text, seq bigint, at bigint, space uuid, tells boolean)
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
      end as outcome,
      stream.tells or coalesce(a.ord = any(telling), true) as tells
    from unnest(rooms, keys, senders, string_to_array(bodies, E'\n')) with ordinality as a (room, key, sender, body, ord)
    left join lateral (select s.head, s.tally, s.curbed, s.tells from stream s where s.id = a.room) stream on true
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
    select room, sender, head, tally, max(step) as steps,
      min(step) filter (where tells) as first_told, max(step) filter (where tells) as last_told
    from numbered where outcome = 'sent' group by room, sender, head, tally
  ), grown as materialized (
    select room, min(head) as head, max(steps) as steps, min(first_told) as first_told, max(last_told) as last_told
    from own group by room
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
  ), told as materialized (
    select array_agg(room) as rooms, array_agg(head + first_told) as firsts, array_agg(head + last_told) as lasts
    from grown where first_told is not null
  ), logged as ( -- a row in any case: its transaction is written
    insert into outbox (streams, firsts, lasts)
    select coalesce(told.rooms, '{}'), coalesce(told.firsts, '{}'), coalesce(told.lasts, '{}')
    from told where exists (select from grown)
  )
  select
    numbered.ord, numbered.outcome,
    case when numbered.outcome = 'sent' then head + step else old_seq end,
    floor(extract(epoch from case when numbered.outcome = 'sent' then moment else old_at end) * 1000)::bigint,
    case when visits and numbered.outcome = 'sent' and step = 1 then (select r.space from room r where r.id = numbered.room) end,
    case when outcome = 'sent' and tells then true end
  from numbered;
end
$$;

-- What processes of the release before call. The step that ends this: `drop function send, send_messages, post_messages(uuid[], uuid[], uuid[], text)`.
create or replace function post_messages(rooms uuid[], keys uuid[], senders uuid[], bodies text)
returns table (ord bigint, outcome text, seq bigint, at bigint, space uuid)
language sql volatile as $$
  select ord, outcome, seq, at, space from post_messages(rooms, keys, senders, bodies, null)
$$;
