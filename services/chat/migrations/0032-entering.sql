-- Whoever sends locks `stream`, then `event`, and then looks at what is changed here: in another order, each would wait for the other.
lock table stream in access exclusive mode;
lock table event in share row exclusive mode;

-- `room` is that of a group, or a space.
alter table invitation
  add column roles smallint[] not null default '{}', -- given to who comes in
  add column people uuid[]; -- those alone may use it; null: everybody
alter table request
  add column note text not null default '',
  add column roles smallint[] not null default '{}', -- of the invitation that was used
  add column creator uuid; -- who made it

alter table space
  add column entry text not null default 'open' check (entry in ('open', 'request', 'closed')),
  add column rules text[] not null default '{}',
  add column rules_at bigint not null default 0, -- position in the stream of the space at which they were made so
  add column rules_need bigint not null default 0, -- what has to be accepted at or after this position; 0: nothing
  add column welcome text not null default '',
  add column welcome_rooms uuid[] not null default '{}';

-- Position of what they have accepted the rules by, or have come in by where there were none; 0: they have accepted nothing. Who lives
-- there already has nothing to accept.
alter table resident add column accepted bigint not null default 1;
alter table resident alter column accepted set default 0;

-- As in 0006; and who has not accepted the rules may only see.
create or replace function permissions_of(in_space uuid, in_place uuid, who uuid, at timestamptz) returns bigint
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
    coalesce(at < resident.muted_until, false) or resident.accepted < space.rules_need as hushed
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
  if found.hushed then return view; end if;
  if holds & send = 0 then return holds & ~needs_send; end if;
  return holds;
end
$$;
