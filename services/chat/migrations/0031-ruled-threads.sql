-- In a thread of a room of a space. Its stream is locked, and whoever changes what somebody may do in the space locks that too.
create function refusal_in_ruled_thread(in_parent uuid, in_room uuid, who uuid, takes boolean) returns text language plpgsql volatile as $$
#variable_conflict use_column
declare
  view constant bigint := 2;
  send_in_threads constant bigint := 128;
  skip_slow_mode constant bigint := 256;
  manage_threads constant bigint := 2048;
  may bigint := coalesce(permissions_in(in_room, who, clock_timestamp()), 0);
  found_thread record;
  refused text;
  takes_turn boolean;
begin
  if may & view = 0 then return 'no room'; end if;
  select private, archived, locked, ruling.slow_seconds into found_thread
  from thread join room ruling on ruling.id = thread.parent where thread.parent = in_parent and thread.room = in_room;
  if found_thread.private is null then return 'no room'; end if;
  if found_thread.private and may & manage_threads = 0
    and not exists (select from thread_follower where parent = in_parent and room = in_room and person = who) then
    return 'no room';
  end if;
  if may & send_in_threads = 0 then return 'not allowed'; end if;
  if found_thread.locked and may & manage_threads = 0 then return 'not allowed'; end if;
  takes_turn := takes and not found_thread.archived;
  if found_thread.slow_seconds > 0 and may & skip_slow_mode = 0 and not belongs_to_turn(in_parent, in_room, who, takes_turn) then
    refused := turn_in(in_parent, who, found_thread.slow_seconds, clock_timestamp(), takes_turn);
    if refused is not null then return refused; end if;
  end if;
  if found_thread.archived then return 'not allowed'; end if;
  return null;
end
$$;

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
