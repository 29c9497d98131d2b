-- People whom a directory manages by SCIM, as it tells of them. What it locks is told apart from what those who run the platform have
-- restricted: each takes back its own.
create table scim_user (
  account uuid primary key references account on delete cascade,
  external_id text, -- what the directory calls them
  about jsonb not null default '{}', -- names and addresses, as it told them
  addresses text[] not null default '{}', -- those of them, in small letters
  active boolean not null default true,
  active_at timestamptz, -- when that was changed last; null: it never was
  created_at timestamptz not null default clock_timestamp(),
  changed_at timestamptz not null default clock_timestamp(),
  removed_at timestamptz -- the account is to be closed
);
create unique index scim_user_by_external on scim_user (external_id) where removed_at is null;
create index scim_user_by_age on scim_user (created_at, account);
create index scim_user_by_address on scim_user using gin (addresses);
create index scim_user_by_change on scim_user (active_at) where active_at is not null;
alter table scim_user enable row level security; -- see account
create policy scim_user_open on scim_user using (true);

create table scim_group (
  id uuid primary key,
  name text not null,
  external_id text,
  created_at timestamptz not null default clock_timestamp(),
  changed_at timestamptz not null default clock_timestamp()
);
create unique index scim_group_by_name on scim_group (lower(name));

create table scim_member (
  scim_group uuid not null references scim_group on delete cascade,
  account uuid not null references scim_user on delete cascade,
  primary key (scim_group, account)
);
create index scim_member_by_account on scim_member (account);
