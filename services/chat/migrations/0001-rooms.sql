-- Rooms and who is in them. A room's events are its stream, which has the room's id.

create table room (
  id uuid primary key,
  kind text not null check (kind in ('direct', 'group')),
  name text not null,
  creator uuid not null,
  key uuid, -- the creator's, by which a repeated request is recognised
  low uuid, -- the two people of a direct room, in order
  high uuid,
  check ((kind = 'direct') = (low is not null and high is not null and low < high))
);
create unique index room_key on room (creator, key) where key is not null;
create unique index room_pair on room (low, high) where kind = 'direct';

create table member (
  room uuid not null,
  person uuid not null,
  role text not null check (role in ('owner', 'member')),
  joined bigint not null, -- position of the event that brought them in: the order of standing
  read bigint not null, -- the cursor
  read_tally bigint not null, -- the tally of the event at the cursor
  primary key (room, person)
) with (fillfactor = 70);
create index member_person on member (person, room);

-- What chat has to know of accounts; follows from the auth service's outbox.
create table person (
  id uuid primary key,
  name text not null
);
