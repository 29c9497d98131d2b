-- Spaces, who lives there, and who may do what. Sets of permissions are bits, by the places that the protocol gives them.

create table space (
  id uuid primary key,
  name text not null,
  owner uuid not null
);

create table role (
  space uuid not null,
  id smallint not null check (id >= 0), -- 0 is everyone's; none is given twice
  name text not null,
  place smallint not null, -- the higher one stands above
  may bigint not null check (may >= 0),
  primary key (space, id)
);

create table resident (
  space uuid not null,
  person uuid not null,
  roles smallint[] not null default '{}', -- without that of everyone
  nick text,
  muted_until timestamptz,
  primary key (space, person)
);
create index resident_person on resident (person, space);

create table category (
  space uuid not null,
  id uuid not null,
  name text not null,
  place smallint not null,
  primary key (space, id)
);

-- What a room says otherwise than the roles; a category says it for the rooms in it.
create table role_override (
  room uuid not null, -- or the category
  role smallint not null,
  allow bigint not null check (allow >= 0),
  deny bigint not null check (deny >= 0),
  primary key (room, role)
);
create table person_override (
  room uuid not null, -- or the category
  person uuid not null,
  allow bigint not null check (allow >= 0),
  deny bigint not null check (deny >= 0),
  primary key (room, person)
);

alter table room
  drop constraint room_kind_check,
  add constraint room_kind_check check (kind in ('direct', 'group', 'space')),
  add column space uuid,
  add column category uuid,
  add column apart boolean not null default false, -- changed by itself, so that it no longer follows its category
  add column place smallint not null default 0,
  add column topic text not null default '',
  add column slow_seconds integer not null default 0 check (slow_seconds between 0 and 21600),
  add column keep_days integer check (keep_days > 0), -- null keeps for good
  add check ((kind = 'space') = (space is not null)),
  add check (category is null or space is not null);
create index room_space on room (space) where space is not null;
