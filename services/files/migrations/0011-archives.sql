-- Archives of all that there is of somebody, made for them: how far each is. A row that is over stays until they may ask for the next one.
create table archive (
  person uuid primary key,
  session uuid not null, -- that asked for it last, and may have it
  asked_at timestamptz not null default now(),
  version bigint not null, -- grows with each change, also over a restored backup: milliseconds since 1970, or one more than before
  service text, -- which is asked now; null where all is there
  step text, -- where that goes on, as it has said; null at its beginning
  after text,
  lines bigint not null default 0,
  file uuid, -- null until it is made
  bytes bigint,
  ends_at timestamptz not null,
  over boolean not null default false
);
create index archive_open on archive (person) where file is null and not over;
create index archive_ends on archive (ends_at);

-- What services have told, until it is put together.
create table archive_piece (
  person uuid not null references archive on delete cascade,
  place integer not null, -- their order
  entry text not null, -- of the archive
  lines integer not null,
  packed bytea not null, -- deflated
  primary key (person, place)
);
