-- Who is kept out of which space.
create table ban (
  space uuid not null,
  person uuid not null,
  by uuid not null,
  at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
  reason text not null default '',
  primary key (space, person)
);
create index ban_at on ban (space, at, person);

-- What somebody who was banned has said in the rooms of the space since then, until then, is being taken back.
create table purge (
  space uuid not null,
  person uuid not null,
  by uuid not null,
  since timestamptz not null,
  until timestamptz not null default clock_timestamp(),
  primary key (space, person)
);

-- Who has done what in a space; written with what was done.
create table audit (
  space uuid not null,
  at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
  id uuid not null default gen_random_uuid(),
  by uuid, -- null where nobody did it
  did text not null, -- the command
  person uuid, -- to whom
  room uuid, -- of a thread its room
  thread uuid,
  category uuid,
  role smallint,
  seqs bigint[],
  reason text,
  change json, -- what was and what is: {"before": {…}, "after": {…}}
  primary key (space, at, id)
);
create index audit_by on audit (space, by, at, id);
create index audit_person on audit (space, person, at, id) where person is not null;
create index audit_did on audit (space, did, at, id);
create index audit_at on audit (at);
