-- What is told of a thread is exact: who wrote last, and when the last message that is held was written.
lock table event in share row exclusive mode;

-- Of a thread, above a position: from its newest message back until all are found who are told.
create function replies_held(in_room uuid, above bigint) returns table (last bigint, last_at timestamptz, posters uuid[])
language plpgsql stable as $$
declare
  most_posters constant integer := 8;
  reply record;
begin
  posters := '{}';
  for reply in
    select seq, at, "by" as person from event
    where stream = in_room and seq > above and ev = 'message.sent' order by seq desc
  loop
    last := coalesce(last, reply.seq);
    last_at := coalesce(last_at, reply.at);
    if reply.person <> all(posters) then posters := posters || reply.person; end if;
    exit when cardinality(posters) = most_posters;
  end loop;
  return next;
end
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
    where stream = new.stream and seq > new.seq and ev = 'message.sent' and event."by" = old."by"
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
