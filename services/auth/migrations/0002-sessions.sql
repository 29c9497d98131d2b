-- A login on one device, from log in to log out: the family of all its refresh tokens.
create table session (
  id uuid primary key,
  account uuid not null references account on delete cascade,
  device text not null,
  address text, -- where it was used last
  created_at timestamptz not null default now(),
  used_at timestamptz not null default now(),
  generation integer not null default 0, -- of the newest refresh token
  rotated_at timestamptz not null default now(), -- when that generation began
  expires_at timestamptz not null, -- of the newest refresh token
  ended_at timestamptz
);
create index session_by_account on session (account);
create index session_by_expiry on session (expires_at);
create index session_by_end on session (ended_at) where ended_at is not null;

-- SHA-256 suffices: a token is 256 random bits, so there is nothing to guess that a slow hash would protect.
-- Tokens of earlier generations stay for a while, so that their reuse is noticed.
create table refresh_token (
  hash bytea primary key,
  session uuid not null references session on delete cascade,
  generation integer not null,
  expires_at timestamptz not null
);
alter table refresh_token enable row level security; -- see account
create policy refresh_token_open on refresh_token using (true);
create index refresh_token_by_session on refresh_token (session, generation);
