-- A program has an account, and neither a username nor a password.
alter table account add column program boolean not null default false;

create table service_key (
  id uuid primary key,
  account uuid not null unique references account on delete cascade,
  scopes text[] not null,
  game text, -- null: it acts for the deployment
  created_at timestamptz not null default clock_timestamp(),
  used_at timestamptz, -- to the minute
  expires_at timestamptz,
  revoked_at timestamptz
);
create index service_key_by_age on service_key (created_at, id);

-- SHA-256 suffices; see refresh_token. The id of a secret stands where that of a session does, and ends as those do.
create table service_secret (
  id uuid primary key,
  key uuid not null references service_key on delete cascade,
  hash bytea not null unique,
  ends_at timestamptz -- null: with its key
);
alter table service_secret enable row level security; -- see account
create policy service_secret_open on service_secret using (true);
create index service_secret_by_key on service_secret (key);
create index service_secret_by_end on service_secret (ends_at) where ends_at is not null;
