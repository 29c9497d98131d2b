-- What is locked here is locked in the order in which a send does: their turn first, then the thread.

-- The thread that somebody has begun with their last turn: their first message in it belongs to that turn. Else null.
alter table pace add column thread uuid;

-- By which the threads of a room are counted.
create index thread_counted on thread (parent, private, creator, archived);

-- Of who begins a thread: their turn, as if they had said something.
create function turn_to_begin(in_parent uuid, in_room uuid, who uuid) returns text language plpgsql volatile as $$
#variable_conflict use_column
declare
  seconds integer := (select slow_seconds from room where id = in_parent);
  refused text := turn_in(in_parent, who, seconds, clock_timestamp(), true);
begin
  if refused is null and seconds > 0 then update pace set thread = in_room where room = in_parent and person = who; end if;
  return refused;
end
$$;

-- Whether this is the first message of who has begun a thread, which belongs to the turn with which they did. It waits for nobody, as
-- `turn_in` of 0023.
create function belongs_to_turn(in_parent uuid, in_room uuid, who uuid, takes boolean) returns boolean language plpgsql volatile as $$
#variable_conflict use_column
begin
  perform from pace where room = in_parent and person = who and thread = in_room;
  if not found or not takes then return found; end if;
  if not pg_try_advisory_xact_lock(hashtextextended(in_parent::text || who::text, 0)) then return false; end if;
  update pace set thread = null, at = clock_timestamp() where room = in_parent and person = who and thread = in_room;
  return found;
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
  if own_role is null then return 'no room'; end if;
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
