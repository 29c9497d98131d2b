-- What is told of a thread is exact: who wrote last, and when the last message that is held was written.
lock table event in share row exclusive mode;

-- The messages of threads, by who wrote them. It has no others: the id of a thread is a UUID of version 8.
create index event_reply on event (stream, "by", seq) where ev = 'message.sent' and get_byte(uuid_send(stream), 6) >> 4 = 8;

-- Of a thread, above a position: one probe for each who took part, however long ago they wrote.
create function replies_held(in_room uuid, above bigint) returns table (last bigint, last_at timestamptz, posters uuid[])
language sql stable as $$
  with recursive person as (
    (
      select "by" as id from event
      where stream = in_room and ev = 'message.sent' and get_byte(uuid_send(stream), 6) >> 4 = 8 order by "by" limit 1
    )
    union all
    select (
      select event."by" from event
      where stream = in_room and ev = 'message.sent' and get_byte(uuid_send(stream), 6) >> 4 = 8 and event."by" > person.id
      order by event."by" limit 1
    )
    from person where person.id is not null
  ), latest as (
    select person.id, own.seq
    from person cross join lateral (
      select seq from event
      where stream = in_room and ev = 'message.sent' and get_byte(uuid_send(stream), 6) >> 4 = 8 and event."by" = person.id
        and seq > above
      order by seq desc limit 1
    ) own
    order by own.seq desc limit 8
  )
  select max(latest.seq), (select event.at from event where stream = in_room and event.seq = (select max(latest.seq) from latest)),
    coalesce(array_agg(latest.id order by latest.seq desc), '{}')
  from latest
$$;

-- Who wrote last is otherwise only where the last message of one of them is gone.
create or replace function forget_reply() returns trigger language plpgsql set search_path from current as $$
declare
  in_parent uuid := (select parent from room where id = new.stream);
  from_floor bigint := (select floor from stream where id = new.stream);
begin
  update thread set gone = gone + (new.seq > from_floor)::int where parent = in_parent and room = new.stream;
  if exists (
    select from event
    where stream = new.stream and ev = 'message.sent' and get_byte(uuid_send(stream), 6) >> 4 = 8 and event."by" = old."by"
      and seq > new.seq
  ) then
    return null;
  end if;
  update thread set last = held.last, last_at = held.last_at, posters = held.posters
  from replies_held(new.stream, from_floor) held
  where parent = in_parent and room = new.stream and old."by" = any(thread.posters);
  return null;
end
$$;

create or replace function move_floor(in_room uuid, upto bigint) returns void language plpgsql volatile as $$
declare
  before bigint := (select floor from stream where id = in_room);
begin
  if get_byte(uuid_send(in_room), 6) >> 4 = 8 then
    update thread set
      gone = gone + (select count(*) from event where stream = in_room and seq > before and seq <= upto and ev = 'message.sent'),
      last = held.last, last_at = held.last_at, posters = held.posters
    from replies_held(in_room, upto) held
    where parent = (select parent from room where id = in_room) and room = in_room;
  end if;
  update stream set floor = upto, floor_tally = (select tally from event where stream = in_room and seq = upto)
  where id = in_room and floor < upto;
end
$$;
