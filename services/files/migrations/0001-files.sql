-- What files hold, whose they are, and where their bytes lie.

-- What somebody has uploaded, once however many did: named by what it is, and no reader learns whether another has it.
create table content (
  id bigint generated always as identity primary key,
  hash bytea not null unique, -- SHA-256 of what was uploaded
  type text not null, -- by what is in it
  width int, -- of an image that is shown
  height int,
  thumbhash bytea
);

-- Every name under which the store has bytes, or may have: it is written before they are, and goes after them.
create table stored (
  name text primary key,
  part text not null check (part in ('whole', 'large', 'small')),
  content bigint references content, -- null: they arrive, or may go
  size bigint not null, -- bytes
  type text not null, -- as which they are served
  since timestamptz not null default now() -- of what arrives or may go
);
create unique index stored_content on stored (content, part);
create index stored_free on stored (since) where content is null;

create table file (
  id uuid primary key,
  owner uuid not null,
  content bigint not null references content,
  name text not null, -- its owner's, who may write in any script
  size bigint not null, -- as it was uploaded: what counts
  added timestamptz not null default now(),
  until timestamptz -- when it goes, as it stands in no message; null where it stands in one
);
create index file_owner on file (owner, id);
create index file_until on file (until) where until is not null;
create index file_content on file (content);

-- What each person stores, and has asked to store: the row that uploads of one person wait for.
create table usage (
  owner uuid primary key,
  bytes bigint not null check (bytes >= 0),
  files bigint not null check (files >= 0)
);

-- What is under way. Its bytes count already.
create table upload (
  id uuid primary key,
  owner uuid not null,
  name text not null,
  bytes bigint not null, -- at most
  until timestamptz not null
);
create index upload_owner on upload (owner);
create index upload_until on upload (until);

-- In which messages files stand, by the ids that senders make: noted before the message is sent.
create table reference (
  room uuid not null,
  message uuid not null,
  file uuid not null references file,
  noted timestamptz not null default now(),
  sent boolean not null default false, -- whether chat has said that the message has it
  primary key (room, message, file)
);
create index reference_file on reference (file);
create index reference_doubted on reference (noted) where not sent;

-- What all processes share and nobody else knows.
create table secret (
  name text primary key,
  value bytea not null
);
