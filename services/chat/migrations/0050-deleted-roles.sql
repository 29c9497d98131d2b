-- A role that was deleted is nobody's at once, as its row in `role` is gone; what is kept of who had it goes in pieces, so that nobody waits
-- for a hundred thousand rows. No id is given twice. Whoever reads `resident.roles` or `role_holder` passes over roles that are not there.
create table deleted_role (
  space uuid not null,
  role smallint not null,
  primary key (space, role)
);

-- Of the roles that somebody is noted to have, those that are there.
create function roles_there(in_space uuid, noted smallint[]) returns smallint[] language sql stable as $$
  select array(
    select own.role from unnest(noted) with ordinality as own (role, place)
    where exists (select from role where role.space = in_space and role.id = own.role) order by own.place
  )
$$;

-- As in 0026, of roles that are there.
create or replace function role_keys_of(in_room uuid, who uuid) returns uuid[] language sql stable as $$
  select array(
    select role_key(own.role)
    from room join room ruling on ruling.id = coalesce(room.parent, room.id)
    join resident on resident.space = ruling.space and resident.person = who
    cross join lateral unnest(resident.roles) as own (role)
    join role on role.space = resident.space and role.id = own.role
    where room.id = in_room
  )
$$;
