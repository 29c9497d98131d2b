-- Roles that a message of a space mentions: one row for each, of no person's id, however many have the role.
create function role_key(role integer) returns uuid language sql immutable as $$
  select ('00000000-0000-0000-0001-' || lpad(to_hex(role), 12, '0'))::uuid
$$;

-- Those of somebody, where a space rules the room.
create function role_keys_of(in_room uuid, who uuid) returns uuid[] language sql stable as $$
  select array(
    select role_key(own.role)
    from room join room ruling on ruling.id = coalesce(room.parent, room.id)
    join resident on resident.space = ruling.space and resident.person = who
    cross join lateral unnest(resident.roles) as own (role)
    where room.id = in_room
  )
$$;

-- As in 0018, and by a role that they have. Of a message that mentions them in several ways one counts: by name, with everybody, by a role.
create or replace function mentions_of(in_room uuid, who uuid, after bigint, upto bigint) returns integer language sql stable as $$
  select (
    select count(*)::integer from (
      select from mention told
      where told.room = in_room
        and told.person = any(array[who, '00000000-0000-0000-0000-000000000000'::uuid] || own_roles.keys)
        and told.seq > after and told.seq <= upto and told.holds and told.by <> who
        and not exists (select from hidden where hidden.person = who and hidden.author = told.by)
        and not exists (
          select from mention own
          where told.person <> who and own.room = in_room and own.message = told.message and own.holds
            and (own.person = who or own.person < told.person
              and own.person = any('00000000-0000-0000-0000-000000000000'::uuid || own_roles.keys))
        )
      limit 100
    ) counted
  )
  from (select role_keys_of(in_room, who) as keys offset 0) own_roles
$$;

-- As in 0018, and the roles of the space that may be mentioned: by everybody, or by who may mention everybody.
create or replace function mentioned(in_room uuid, sender uuid, asked json, at timestamptz) returns text language sql stable as $$
  select '{"users":[' || coalesce(users, '') || ']' || coalesce(',"roles":[' || roles || ']', '')
    || coalesce(',"all":"' || everybody || '"', '') || '}'
  from (
    select
      (
        select string_agg('"' || asked_for.id || '"', ',' order by asked_for.ord)
        from json_array_elements_text(asked -> 'users') with ordinality as asked_for (id, ord)
        where stands_in(in_room, asked_for.id::uuid)
          or coalesce(permissions_in(in_room, asked_for.id::uuid, at), 0) & 2 <> 0
      ) as users,
      (
        select string_agg(asked_for.id, ',' order by asked_for.ord)
        from json_array_elements_text(asked -> 'roles') with ordinality as asked_for (id, ord)
        join room own on own.id = in_room join room ruling on ruling.id = coalesce(own.parent, own.id)
        join role on role.space = ruling.space and role.id = asked_for.id::integer and role.id <> 0
        where role.mentionable or may_mention_all(in_room, sender, at)
      ) as roles,
      case when may_mention_all(in_room, sender, at) then asked ->> 'all' end as everybody
  ) found
  where users is not null or roles is not null or everybody is not null
$$;

create or replace function note_mentions(in_room uuid, of_message bigint, told bigint, author uuid, mentions json)
returns void language sql volatile as $$
  insert into mention (room, message, person, seq, by)
  select in_room, of_message, named.id,
    case when named.id = '00000000-0000-0000-0000-000000000000' then told else coalesce(
      (select m.seq from mention m where m.room = in_room and m.message = of_message and m.person = '00000000-0000-0000-0000-000000000000'),
      told) end,
    author
  from (
    select id::uuid from json_array_elements_text(mentions -> 'users') id
    union all
    select role_key(id::integer) from json_array_elements_text(mentions -> 'roles') id
    union all
    select '00000000-0000-0000-0000-000000000000' where mentions ->> 'all' is not null
  ) named
  on conflict (room, message, person) do update set holds = true
$$;
