-- Whoever sends locks `stream`, then `event`, and then looks at what is changed here: in another order, each would wait for the other.
lock table stream in access exclusive mode;
lock table event in share row exclusive mode;

-- Who comes in by it, and has no role, lives there until they go offline.
alter table invitation add column temporary boolean not null default false;
alter table request add column temporary boolean not null default false; -- of the invitation that was used

-- Who lives in a space until they go offline, and for how long they are known to be.
create table temporary_resident (
  person uuid not null,
  space uuid not null,
  seen boolean not null default false, -- whether they have been there since they came
  absent timestamptz, -- since when presence has known of no device of theirs; null where it knew of one when it was asked last
  asked timestamptz, -- when it was last found so
  primary key (person, space)
);

-- Whoever gives a role, hands the space over or takes somebody out of it: also a process of the release before.
create function stay_resident() returns trigger language plpgsql set search_path from current as $$
begin
  delete from temporary_resident where space = new.space and person = new.person;
  return null;
end
$$;
create trigger resident_given_role after update of roles on resident for each row
  when (old.roles = '{}' and new.roles <> '{}') execute function stay_resident();

create function stay_owner() returns trigger language plpgsql set search_path from current as $$
begin
  delete from temporary_resident where space = new.id and person = new.owner;
  return null;
end
$$;
create trigger space_owner_stays after update of owner on space for each row
  when (old.owner <> new.owner) execute function stay_owner();

create function forget_temporary() returns trigger language plpgsql set search_path from current as $$
begin
  delete from temporary_resident using gone
  where temporary_resident.space = gone.space and temporary_resident.person = gone.person;
  return null;
end
$$;
create trigger resident_gone_temporary after delete on resident
  referencing old table as gone for each statement execute function forget_temporary();
