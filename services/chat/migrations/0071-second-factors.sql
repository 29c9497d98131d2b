-- Whoever sends locks `event` before it looks at the others.
lock table event in share row exclusive mode;

-- Whether what changes others or the space is in force there for those alone who have a second factor.
alter table space add column second_factor boolean not null default false;

-- Who has a second factor, as auth has told it; nobody else has one here. Each row has the position of the event that it is of; nothing older
-- overwrites it, so who has none any more stays as a row.
create table factor (
  person uuid primary key,
  holds boolean not null,
  epoch bigint not null,
  seq bigint not null
);

-- Whether a space asks somebody for a second factor who has none. Programs cannot have one.
create function is_unguarded(in_space uuid, who uuid) returns boolean language sql stable as $$
  select coalesce((select second_factor from space where id = in_space), false)
    and not exists (select from factor where person = who and holds)
    and not exists (select from person where id = who and program)
$$;

-- What roles and rooms allow, whatever a space asks for: as in 0032.
alter function permissions_of(uuid, uuid, uuid, timestamptz) rename to permissions_held;

create function permissions_of(in_space uuid, in_place uuid, who uuid, at timestamptz) returns bigint
language plpgsql stable as $$
declare
  moderating constant bigint := 2063361; -- those of `moderating` in the protocol
  holds bigint := permissions_held(in_space, in_place, who, at);
begin
  if holds & moderating <> 0 and is_unguarded(in_space, who) then return holds & ~moderating; end if;
  return holds;
end
$$;
