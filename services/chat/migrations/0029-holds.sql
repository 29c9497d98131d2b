-- Whoever sends locks `event` and then looks at the rest: in another order, each would wait for the other here until this gives up.
lock table event in share row exclusive mode;

-- What an operator holds: a room with its threads, a space with its rooms, or what a person says. Members learn nothing of it: what is taken
-- back or removed is gone for them as ever, and what it said is kept beside.
create table hold (
  kind text not null check (kind in ('room', 'space', 'person')),
  subject uuid not null,
  reason text not null,
  since timestamptz not null default now(),
  primary key (kind, subject)
);

create table sealed (
  stream uuid not null,
  seq bigint not null,
  room uuid not null, -- that of a thread
  space uuid,
  ev text not null,
  by uuid,
  at timestamptz not null,
  body json not null,
  since timestamptz not null default clock_timestamp(), -- when it was taken back or removed
  primary key (stream, seq)
);
create index sealed_room on sealed (room, stream);
create index sealed_space on sealed (space, stream) where space is not null;
create index sealed_person on sealed (by, stream);

create function is_on_hold(in_stream uuid, in_room uuid, in_space uuid, who uuid) returns boolean language sql stable as $$
  select exists (select from hold where kind = 'room' and subject in (in_room, in_stream))
    or exists (select from hold where kind = 'space' and subject = in_space)
    or exists (select from hold where kind = 'person' and subject = who)
$$;

-- Whatever takes messages back or removes them: also a process of the release before. In the transaction that does so.
create function seal_taken_back() returns trigger language plpgsql set search_path from current as $$
begin
  if not exists (select from hold) then return null; end if;
  insert into sealed (stream, seq, room, space, ev, by, at, body)
  select old.stream, old.seq, ruling.id, ruling.space, old.ev, old."by", old.at, old.body
  from room join room ruling on ruling.id = coalesce(room.parent, room.id)
  where room.id = old.stream and is_on_hold(old.stream, ruling.id, ruling.space, old."by")
  on conflict do nothing;
  return null;
end
$$;
create trigger message_redacted_sealed after update of ev on event for each row
  when (old.ev in ('message.sent', 'message.edited') and new.ev = 'redacted') execute function seal_taken_back();

create function seal_removed() returns trigger language plpgsql set search_path from current as $$
begin
  if not exists (select from hold) then return null; end if;
  insert into sealed (stream, seq, room, space, ev, by, at, body)
  select gone.stream, gone.seq, ruling.id, ruling.space, gone.ev, gone.by, gone.at, gone.body
  from gone
  join room on room.id = gone.stream
  join room ruling on ruling.id = coalesce(room.parent, room.id)
  where gone.ev in ('message.sent', 'message.edited') and is_on_hold(gone.stream, ruling.id, ruling.space, gone.by)
  on conflict do nothing;
  return null;
end
$$;
create trigger event_deleted_sealed after delete on event
  referencing old table as gone for each statement execute function seal_removed();
