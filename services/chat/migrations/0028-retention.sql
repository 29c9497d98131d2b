-- Whoever sends locks `stream`, then `event`, and then looks at `room`: in another order, each would wait for the other here until this
-- gives up.
lock table stream in access exclusive mode;
lock table event in share row exclusive mode;

-- After how many hours what is said is removed, and whether pins and threads stay. Null: as the space says, or the deployment.
alter table room
  drop column keep_days,
  add column keep_hours integer check (keep_hours between 1 and 876000),
  add column keep_pins boolean,
  add column keep_threads boolean;
create index room_keeping on room (id) where keep_hours is not null;
alter table space
  add column keep_hours integer check (keep_hours between 1 and 876000),
  add column keep_pins boolean,
  add column keep_threads boolean;
create index space_keeping on space (id) where keep_hours is not null;

-- How many events up to the floor count: whoever has read less has no more unread than what is held. Kept with the floor, whoever moves it.
alter table stream add column floor_tally bigint not null default 0;
update stream set floor_tally = coalesce(
  (select event.tally - was_message(event.ev, event.body)::int from event where event.stream = stream.id and event.seq > stream.floor
    order by event.seq limit 1),
  tally)
where floor > 0;

-- Rooms and threads of which the floor moves, or of which rows below it have to go; until all of it is told and done.
create table trimming (
  room uuid primary key,
  notes bigint not null default 1 -- how often that was noted: what is noted while it is done is done once more
);

-- A pinned message may be left below the floor, with what it says. When it is no longer pinned, is taken back or says something else, what is
-- left of that goes as well.
create function drop_kept() returns trigger language plpgsql set search_path from current as $$
begin
  insert into trimming (room) select id from stream where id = old.room and floor >= old.seq
  on conflict (room) do update set notes = trimming.notes + 1;
  return null;
end
$$;
create trigger kept_unpinned after update of pinned on message_state for each row
  when (old.pinned is not null and new.pinned is null) execute function drop_kept();
create trigger kept_edited after update of edits on message_state for each row
  when (old.pinned is not null and new.edits <> old.edits) execute function drop_kept();
create trigger kept_taken_back after delete on message_state for each row
  when (old.pinned is not null) execute function drop_kept();

-- What is told of a thread is of what is held. A pinned message below the floor is counted among those that are gone.
create or replace function forget_reply() returns trigger language plpgsql set search_path from current as $$
declare
  from_floor bigint := (select floor from stream where id = new.stream);
begin
  update thread
  set gone = gone + (new.seq > from_floor)::int, last = held.last, last_at = held.at, posters = held.people
  from (
    select max(seq) as last, max(at) as at, coalesce((array_agg(by order by seq desc))[1:8], '{}') as people
    from (
      select by, max(seq) as seq, max(at) as at
      from (
        select by, seq, at from event
        where stream = new.stream and ev = 'message.sent' and seq > from_floor order by seq desc limit 200
      ) latest
      group by by
    ) person
  ) held
  where parent = (select parent from room where id = new.stream) and room = new.stream;
  return null;
end
$$;

-- Moves the floor of a stream whose row is locked. The tally stands beside it, and what is told of a thread follows.
create function move_floor(in_room uuid, upto bigint) returns void language plpgsql volatile as $$
declare
  before bigint := (select floor from stream where id = in_room);
begin
  if get_byte(uuid_send(in_room), 6) >> 4 = 8 then
    update thread set
      gone = gone + (select count(*) from event where stream = in_room and seq > before and seq <= upto and ev = 'message.sent'),
      last_at = case when last > upto then last_at end,
      posters = case when last > upto then posters else '{}' end,
      last = case when last > upto then last end
    where parent = (select parent from room where id = in_room) and room = in_room;
  end if;
  update stream set floor = upto, floor_tally = (select tally from event where stream = in_room and seq = upto)
  where id = in_room and floor < upto;
end
$$;
