-- How far somebody has read, apart from being in the room. A row of `cursor` appears when somebody reads or writes there; who
-- has none stands where they came in, which their membership keeps. So nothing has to be copied, however large a table is.
create table cursor (
  room uuid not null,
  person uuid not null,
  read bigint not null,
  read_tally bigint not null, -- the tally of the event at the cursor
  primary key (room, person)
) with (fillfactor = 70);

alter table member rename to membership;
alter table membership rename column read to since; -- where their reading begins
alter table membership rename column read_tally to since_tally;
alter index member_pkey rename to membership_pkey;
alter index member_person rename to membership_person;
alter index member_joined rename to membership_joined;
alter index member_owner rename to membership_owner;

-- A membership with its cursor. A row of `cursor` that stayed behind when somebody left is below where they came in again.
create view member as
select
  membership.room, membership.person, membership.role, membership.joined,
  greatest(membership.since, cursor.read) as read,
  greatest(membership.since_tally, cursor.read_tally) as read_tally
from membership left join cursor on cursor.room = membership.room and cursor.person = membership.person;

-- What processes of the release before write goes where it belongs now, so they may run beside ours, or come back.
-- The step that ends this: `drop trigger member_written on member; drop function write_member()`.
create function write_member() returns trigger language plpgsql set search_path from current as $$
begin
  if tg_op = 'DELETE' then
    delete from cursor where cursor.room = old.room and cursor.person = old.person;
    delete from membership where membership.room = old.room and membership.person = old.person;
    return old;
  end if;
  if tg_op = 'INSERT' then
    insert into membership (room, person, role, joined, since, since_tally)
    values (new.room, new.person, new.role, new.joined, new.read, new.read_tally);
    return new;
  end if;
  if new.role <> old.role then
    update membership set role = new.role where membership.room = old.room and membership.person = old.person;
  end if;
  if new.read > old.read then
    insert into cursor values (old.room, old.person, new.read, new.read_tally)
    on conflict (room, person) do update set read = excluded.read, read_tally = excluded.read_tally
    where cursor.read < excluded.read;
  end if;
  return new;
end
$$;
create trigger member_written instead of insert or update or delete on member
  for each row execute function write_member();
