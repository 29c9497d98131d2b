-- How often somebody wants mail about what they have not read, and whether it says what was said. Null: as the deployment has it.
alter table alert add column digest text check (digest in ('never', 'hourly', 'daily'));
alter table alert add column digest_content boolean;

-- Whether mail may tell of it: its kind and its place are loud, whatever the hour.
alter table notification add column mails boolean not null default false;

-- Mail about what somebody has not read. A row appears with the first notification that it may tell of.
create table digest (
  person uuid primary key,
  due timestamptz, -- null where there is nothing to tell
  told bigint not null default 0, -- of all up to this notification nothing is told any more
  ended_at timestamptz not null default '-infinity', -- when the last was sent, or it was found that none is to be
  mail uuid, -- of the one that is under way: the same each time that it is tried
  upto bigint, -- the newest notification that this one tells of
  since timestamptz, -- since when it is tried
  tries integer not null default 0
) with (fillfactor = 80);
create index digest_due on digest (due) where due is not null;

-- What all processes share and nobody else knows.
create table secret (
  name text primary key,
  value bytea not null
);
