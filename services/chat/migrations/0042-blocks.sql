-- How people stand with each other, as contacts has told it: whom somebody blocks, and whom they restrict. Each has the position of the event
-- that it is of; nothing older overwrites it, so what is over stays as a row.
create table curb (
  person uuid not null,
  other uuid not null,
  blocks boolean not null default false,
  block_epoch bigint not null default 0,
  block_seq bigint not null default 0,
  restricts boolean not null default false,
  restrict_epoch bigint not null default 0,
  restrict_seq bigint not null default 0,
  primary key (person, other)
);
create index curb_blocked on curb (other, person) where blocks;

-- Of who has said something of it: who may contact them, and add them to groups.
create table privacy (
  person uuid primary key,
  contact text not null,
  groups text not null,
  epoch bigint not null,
  seq bigint not null
);

-- Whom somebody blocks they hide, too: a row is there while either is so. Processes of the release before insert and delete what people
-- have said themselves, and know nothing of the other.
alter table hidden
  add column own boolean not null default true,
  add column blocked boolean not null default false;

create function keep_blocked() returns trigger language plpgsql set search_path from current as $$
begin
  if not old.blocked then return old; end if;
  update hidden set own = false where person = old.person and author = old.author;
  return null;
end
$$;
create trigger hidden_blocked before delete on hidden for each row execute function keep_blocked();

create function is_blocked(one uuid, other uuid) returns boolean language sql stable as $$
  select exists (select from curb where curb.person = is_blocked.one and curb.other = is_blocked.other and blocks)
$$;

-- Whether a direct room is closed: one of its two blocks the other. Of other rooms it is false.
create function is_closed(in_room uuid) returns boolean language sql stable as $$
  select exists (
    select from room where id = in_room and kind = 'direct' and (is_blocked(low, high) or is_blocked(high, low))
  )
$$;

-- As in 0031; nobody writes in a thread of a direct room that is closed.
create or replace function refusal_in_thread(in_parent uuid, in_room uuid, who uuid, takes boolean) returns text language plpgsql volatile as $$
#variable_conflict use_column
declare
  own_role text;
  found_thread record;
  refused text;
  takes_turn boolean;
begin
  select role into own_role from membership where room = in_parent and person = who for key share;
  if own_role is null then return refusal_in_ruled_thread(in_parent, in_room, who, takes); end if;
  select private, archived, locked, ruling.kind, ruling.posting, ruling.slow_seconds into found_thread
  from thread join room ruling on ruling.id = thread.parent where thread.parent = in_parent and thread.room = in_room;
  if found_thread.private is null then return 'no room'; end if;
  if found_thread.private and own_role = 'member'
    and not exists (select from thread_follower where parent = in_parent and room = in_room and person = who) then
    return 'no room';
  end if;
  if found_thread.kind = 'direct' and is_closed(in_parent) then return 'not allowed'; end if;
  if own_role = 'member' and found_thread.kind <> 'direct' then
    if found_thread.locked or found_thread.posting = 'admins' then return 'not allowed'; end if;
    takes_turn := takes and not found_thread.archived;
    if found_thread.slow_seconds > 0 and not belongs_to_turn(in_parent, in_room, who, takes_turn) then
      refused := turn_in(in_parent, who, found_thread.slow_seconds, clock_timestamp(), takes_turn);
      if refused is not null then return refused; end if;
    end if;
  end if;
  if found_thread.archived then return 'not allowed'; end if;
  return null;
end
$$;

-- As in 0037; nobody writes in a direct room that is closed. Its stream is `curbed` then, so that a send elsewhere pays nothing.
create or replace function refusal_to_send(in_room uuid, who uuid, at timestamptz, takes boolean default true)
returns text language plpgsql volatile as $$
declare
  view constant bigint := 2;
  send constant bigint := 4;
  skip_slow_mode constant bigint := 256;
  ruled record;
  its_parent uuid;
  own_role text;
  may bigint;
begin
  if get_byte(uuid_send(in_room), 6) >> 4 = 8 then
    its_parent := (select parent from room where id = in_room);
    if is_before(its_parent, in_room, who) then return 'no room'; end if;
    return refusal_in_thread(its_parent, in_room, who, takes);
  end if;
  select space, case when apart then id else coalesce(category, id) end as place, posting, slow_seconds
  into ruled from room where id = in_room;
  if ruled.space is null then
    select role into own_role from membership where room = in_room and person = who;
    if own_role is null then return 'no room'; end if;
    if is_closed(in_room) then return 'not allowed'; end if;
    if own_role <> 'member' then return null; end if;
    if ruled.posting = 'admins' then return 'not allowed'; end if;
    return turn_in(in_room, who, ruled.slow_seconds, clock_timestamp(), takes);
  end if;
  may := permissions_of(ruled.space, ruled.place, who, at);
  if may & view = 0 then return 'no room'; end if;
  if may & send = 0 then return 'not allowed'; end if;
  if may & skip_slow_mode <> 0 then return null; end if;
  return turn_in(in_room, who, ruled.slow_seconds, clock_timestamp(), takes);
end
$$;
