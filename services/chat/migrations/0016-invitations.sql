-- Links by which people come into a group, who asks to come in, and for whom no link is good.
create table invitation (
  room uuid not null,
  id uuid not null,
  code bytea not null, -- its hash
  creator uuid not null,
  at timestamptz not null default now(),
  expires timestamptz, -- null: when it is revoked
  uses integer not null check (uses between 0 and 100), -- 0: without a bound
  used integer not null default 0 check (uses = 0 or used <= uses),
  approval boolean not null,
  primary key (room, id)
);
create unique index invitation_code on invitation (room, code);

create table request (
  room uuid not null,
  person uuid not null,
  at timestamptz not null default now(),
  primary key (room, person)
);

-- Taken out of the group, or not let in. Ends when somebody adds them.
create table barred (
  room uuid not null,
  person uuid not null,
  primary key (room, person)
);
