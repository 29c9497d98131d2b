-- What was found where links lead, for a while; nothing is found there, too.
create table preview (
  link text primary key, -- without its fragment
  found json, -- null: nothing
  picture uuid, -- a file; null where there is none
  until timestamptz not null
);
create index preview_until on preview (until);

-- Messages whose links are to be looked up: until chat has said that there is nothing to be told of them, or was told.
create table preview_wanted (
  room uuid not null,
  message bigint not null,
  told bigint not null, -- position since which it says what it says
  since timestamptz not null default now(),
  due timestamptz not null default now(),
  tries integer not null default 0,
  primary key (room, message)
);
create index preview_wanted_due on preview_wanted (due);

-- Messages for which chat was told of pictures, by the ids under which these are referred to.
create table preview_shown (
  room uuid not null,
  message bigint not null,
  id uuid not null,
  primary key (room, message)
);
