-- Whoever sends locks `stream`, then `event`, and then looks at `room`: in another order, each would wait for the other here.
lock table stream in access exclusive mode;
lock table event in share row exclusive mode;

alter table space
  add column description text not null default '',
  add column creator uuid,
  add column key uuid, -- the creator's, by which a repeated request is recognised
  add column residents integer not null default 0,
  add column last_role smallint not null default 0, -- the highest id that a role has ever had
  add column ends timestamptz; -- when it is deleted; null where it stays
create unique index space_key on space (creator, key) where key is not null;
create index space_ends on space (ends) where ends is not null;

alter table role
  add column colour integer not null default 0 check (colour between 0 and 16777215),
  add column mentionable boolean not null default false;

alter table room
  add column form text not null default 'text' check (form in ('text', 'announcement', 'forum')); -- of a room of a space

-- As names are looked for, in large letters or small.
create function name_key(name text) returns text language sql immutable as $$ select lower(normalize(name, nfkc)) $$;

alter table resident
  add column joined bigint not null default 0, -- position in the stream of the space of what brought them in
  add column shown text collate "C" not null default ''; -- what they are called there, as it is looked for
create index resident_shown on resident (space, shown, person);

-- Who has a role, in the order of their names; follows from `resident`.
create table role_holder (
  space uuid not null,
  role smallint not null,
  shown text collate "C" not null,
  person uuid not null,
  primary key (space, role, shown, person)
);

-- Who lists a resident and who writes their name would each miss the other: the one goes behind the other. Where there is a row, that is
-- by the row; where there is none yet, by one lock for all names that come in.
create function hold_names(alone boolean) returns void language plpgsql set search_path from current as $$
declare
  own constant integer := hashtext('names in ' || current_schema());
begin
  perform case when alone then pg_advisory_xact_lock(own, 0) else pg_advisory_xact_lock_shared(own, 0) end;
end
$$;

create function show_resident() returns trigger language plpgsql set search_path from current as $$
declare
  known text := new.nick;
begin
  if known is null then
    select name into known from person where id = new.person for share;
    if not found then
      perform hold_names(false);
      select name into known from person where id = new.person for share;
    end if;
  end if;
  new.shown := name_key(coalesce(known, ''));
  return new;
end
$$;
create trigger resident_shown before insert or update of nick on resident for each row execute function show_resident();

-- Whatever people are called elsewhere, whoever writes it: also a process of the release before.
create function show_renamed() returns trigger language plpgsql set search_path from current as $$
begin
  update resident set nick = nick from changed where resident.person = changed.id and resident.nick is null;
  return null;
end
$$;
create function hold_new_names() returns trigger language plpgsql set search_path from current as $$
begin
  perform hold_names(true);
  return null;
end
$$;
create trigger person_inserted_alone before insert on person for each statement execute function hold_new_names();
create trigger person_inserted_shown after insert on person
  referencing new table as changed for each statement execute function show_renamed();
create trigger person_updated_shown after update on person
  referencing new table as changed for each statement execute function show_renamed();

create function hold_roles() returns trigger language plpgsql set search_path from current as $$
begin
  if tg_op <> 'INSERT' then
    delete from role_holder
    where space = old.space and role = any(old.roles) and shown = old.shown and person = old.person;
  end if;
  if tg_op <> 'DELETE' then
    insert into role_holder (space, role, shown, person)
    select new.space, role, new.shown, new.person from unnest(new.roles) as own (role) on conflict do nothing;
  end if;
  return null;
end
$$;
create trigger resident_inserted_roles after insert on resident for each row
  when (new.roles <> '{}') execute function hold_roles();
create trigger resident_updated_roles after update on resident for each row
  when ((old.roles <> '{}' or new.roles <> '{}') and (old.roles <> new.roles or old.shown <> new.shown))
  execute function hold_roles();
create trigger resident_deleted_roles after delete on resident for each row
  when (old.roles <> '{}') execute function hold_roles();

-- The stream of the space is locked by whoever comes in or goes: nobody waits here.
create function count_residents() returns trigger language plpgsql set search_path from current as $$
declare
  step integer := case tg_op when 'INSERT' then 1 else -1 end;
begin
  update space set residents = space.residents + step * moved.residents
  from (select space, count(*) as residents from changed group by space) moved where space.id = moved.space;
  return null;
end
$$;
create trigger resident_inserted after insert on resident
  referencing new table as changed for each statement execute function count_residents();
create trigger resident_deleted after delete on resident
  referencing old table as changed for each statement execute function count_residents();

update space set residents = counted.residents
from (select space, count(*) as residents from resident group by space) counted where space.id = counted.space;
update resident set nick = nick;
insert into role_holder (space, role, shown, person)
select space, role, shown, person from resident, unnest(roles) as own (role) on conflict do nothing;

-- What somebody who leaves had in the rooms of the space, and in their threads, goes with them: how far they had read, what they
-- followed, what they had begun to write, what they kept.
create function forget_resident() returns trigger language plpgsql set search_path from current as $$
begin
  delete from cursor using gone, room
  where room.space = gone.space and cursor.room = room.id and cursor.person = gone.person;
  delete from preference using gone, room
  where room.space = gone.space and preference.room = room.id and preference.person = gone.person;
  delete from thread_follower using gone, room
  where thread_follower.person = gone.person and room.id = thread_follower.parent and room.space = gone.space;
  delete from draft using gone, room left join room parent on parent.id = room.parent
  where draft.person = gone.person and room.id = draft.room and coalesce(room.space, parent.space) = gone.space;
  delete from bookmark using gone, room left join room parent on parent.id = room.parent
  where bookmark.person = gone.person and room.id = bookmark.room and coalesce(room.space, parent.space) = gone.space;
  return null;
end
$$;
create trigger resident_gone after delete on resident
  referencing old table as gone for each statement execute function forget_resident();

-- In a room of a space, or in a thread of one, as in its room; null where it is none.
create or replace function permissions_in(in_room uuid, who uuid, at timestamptz) returns bigint language plpgsql stable as $$
declare
  found record;
begin
  select ruling.space, case when ruling.apart then ruling.id else coalesce(ruling.category, ruling.id) end as place
  into found from room own join room ruling on ruling.id = coalesce(own.parent, own.id) where own.id = in_room;
  if found.space is null then return null; end if;
  return permissions_of(found.space, found.place, who, at);
end
$$;

-- As in 0017, and in rooms of spaces and their threads for whoever sees them: there everybody is a member, and what they may do their
-- permissions say.
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
  where room.id = in_room and (not thread.private or inside.role <> 'member' or exists (
    select from thread_follower follower
    where follower.parent = room.parent and follower.room = room.id and follower.person = who
  ))
  union all
  select ruled.id, who, 'member', 0::bigint, coalesce(cursor.read, 0), coalesce(cursor.read_tally, 0)
  from (
    select own.id, own.parent, permissions_in(own.id, who, now()) as may
    from room own left join room parent on parent.id = own.parent
    where own.id = in_room and coalesce(own.space, parent.space) is not null
    offset 0
  ) ruled
  left join cursor on cursor.room = in_room and cursor.person = who
  left join thread on thread.parent = ruled.parent and thread.room = ruled.id
  where ruled.may & 2 <> 0 and (ruled.parent is null or thread.room is not null and (
    not thread.private or ruled.may & 2048 <> 0 or exists (
      select from thread_follower follower
      where follower.parent = ruled.parent and follower.room = ruled.id and follower.person = who
    )
  ))
$$;

-- Spaces that were deleted and whose rows go piece by piece.
create table deleted_space (
  space uuid primary key
);
