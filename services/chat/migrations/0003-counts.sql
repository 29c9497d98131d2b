-- How many members a room has and how many rooms a person is in, so that nobody has to count them. Kept by triggers, and
-- so true whoever writes: also a process of the release before, while it still runs.
lock table member in share row exclusive mode;

alter table room add column members integer not null default 0;
update room set members = counted.members
from (select room, count(*) as members from member group by room) counted where room.id = counted.room;

create table person_rooms (
  person uuid primary key,
  rooms integer not null
) with (fillfactor = 70);
insert into person_rooms (person, rooms) select person, count(*) from member group by person;

-- The room's stream, and those of the people, are locked by whoever brings them in or takes them out: nobody waits here.
create function count_members() returns trigger language plpgsql set search_path from current as $$
declare
  step integer := case tg_op when 'INSERT' then 1 else -1 end;
begin
  update room set members = room.members + step * moved.members
  from (select room, count(*) as members from changed group by room) moved where room.id = moved.room;
  insert into person_rooms (person, rooms)
  select person, step * count(*) from changed group by person order by person
  on conflict (person) do update set rooms = person_rooms.rooms + excluded.rooms;
  return null;
end
$$;
create trigger member_inserted after insert on member
  referencing new table as changed for each statement execute function count_members();
create trigger member_deleted after delete on member
  referencing old table as changed for each statement execute function count_members();

-- Members are listed, and succeed an owner, in the order in which they came.
create index member_joined on member (room, joined);
create index member_owner on member (room) where role = 'owner';
