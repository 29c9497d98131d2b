-- Who somebody is. The hash never leaves this schema.
create table account (
  id uuid primary key,
  name text not null, -- what others see
  -- The name as it is searched. Folded by the service, so that it does not depend on the database's locale, and
  -- ordered by code point, so that "begins with" is a range of this index.
  search_key text collate "C" not null,
  password_hash text not null,
  created_at timestamptz not null default now()
);
-- Row security lets everybody with a grant through, but makes Postgres leave the row out of its error messages, and so
-- a hash out of our log and its own.
alter table account enable row level security;
create policy account_open on account using (true);
create index account_by_search_key on account (search_key, id);

-- Every login name that is not free: the one each account logs in with, and the earlier ones kept for their owner.
-- One key for both, so that nobody can sign up under a name that is still reserved.
create table username (
  name text primary key check (name = lower(name)),
  account uuid not null references account on delete cascade,
  reserved_until timestamptz -- null: the name in use
);
create unique index username_in_use on username (account) where reserved_until is null;
create index username_by_account on username (account);
