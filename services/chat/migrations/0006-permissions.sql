-- What `who` may do, as bits: in a room, where `in_place` is the one whose overrides count there (the room or its category), or
-- in the space as a whole, where it is null. It takes the steps of permissionsOf in src/permissions.ts; a test holds them equal.
create function permissions_of(in_space uuid, in_place uuid, who uuid, at timestamptz) returns bigint
language plpgsql stable as $$
#variable_conflict use_column
declare
  everything constant bigint := 9223372036854775807;
  administrator constant bigint := 1;
  view constant bigint := 2;
  send constant bigint := 4;
  needs_send constant bigint := 8 | 16 | 32; -- to mention everyone, to attach, to embed
  found record;
  holds bigint;
begin
  select space.owner = who as owns, resident.person is not null as lives, array[0::smallint] || resident.roles as roles,
    coalesce(at < resident.muted_until, false) as muted
  into found
  from space left join resident on resident.space = space.id and resident.person = who where space.id = in_space;
  if found.owns then return everything; end if;
  if found.lives is not true then return 0; end if;

  select coalesce(bit_or(role.may), 0) into holds
  from role where role.space = in_space and role.id = any(found.roles);
  if holds & administrator <> 0 then return everything; end if;

  if in_place is not null then
    select
      (((holds
        & ~coalesce(bit_or(deny) filter (where role = 0), 0)) | coalesce(bit_or(allow) filter (where role = 0), 0))
        & ~coalesce(bit_or(deny) filter (where role <> 0), 0)) | coalesce(bit_or(allow) filter (where role <> 0), 0)
    into holds
    from role_override where room = in_place and role = any(found.roles);
    select (holds & ~coalesce(bit_or(deny), 0)) | coalesce(bit_or(allow), 0) into holds
    from person_override where room = in_place and person = who;
  end if;

  holds := holds & ~administrator; -- given by roles alone
  if holds & view = 0 then return 0; end if;
  if found.muted then return view; end if;
  if holds & send = 0 then return holds & ~needs_send; end if;
  return holds;
end
$$;

-- In a room of a space; null where it is none.
create function permissions_in(in_room uuid, who uuid, at timestamptz) returns bigint language plpgsql stable as $$
declare
  found record;
begin
  select room.space, case when room.apart then room.id else coalesce(room.category, room.id) end as place
  into found from room where room.id = in_room;
  if found.space is null then return null; end if;
  return permissions_of(found.space, found.place, who, at);
end
$$;

-- Why somebody who is no member may not send there; null where they may. Whoever does not see a room learns nothing of it.
create function refusal_to_send(in_room uuid, who uuid, at timestamptz) returns text language plpgsql stable as $$
declare
  view constant bigint := 2;
  send constant bigint := 4;
  may bigint := coalesce(permissions_in(in_room, who, at), 0);
begin
  if may & view = 0 then return 'no room'; end if;
  if may & send = 0 then return 'not allowed'; end if;
  return null;
end
$$;
