-- Who exists, as auth has told it.
create table person (
  id uuid primary key,
  since timestamptz not null -- of the account
);

-- How one person stands with another, as they see it themselves: the two of a pair have a row each, written under the locks of both of
-- their streams. What one knows nothing of is in the other's row alone. There is no row where nothing is to be said.
create table relation (
  person uuid not null,
  other uuid not null check (other <> person),
  stands text check (stands in ('contact', 'sent', 'received')),
  since bigint, -- position of the event by which they stand so, in the person's own stream
  at timestamptz,
  note text not null default '', -- of the request
  memo text not null default '',
  favourite boolean not null default false,
  labels text[] not null default '{}',
  blocked boolean not null default false,
  restricted boolean not null default false,
  primary key (person, other)
);
create index relation_stands on relation (person, stands, other) where stands is not null;
create index relation_blocked on relation (person, other) where blocked;
create index relation_restricted on relation (person, other) where restricted;

-- Who may do what to somebody; a row appears when they say so.
create table privacy (
  person uuid primary key,
  contact text not null,
  groups text not null
);
