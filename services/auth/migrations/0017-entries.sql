-- Invitations to sign up, where that takes one. SHA-256 suffices; see refresh_token.
create table entry (
  id uuid primary key,
  hash bytea not null unique,
  uses_left integer not null check (uses_left >= 0),
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz, -- null: it does not end by itself
  revoked_at timestamptz
);
alter table entry enable row level security; -- see account
create policy entry_open on entry using (true);
create index entry_by_age on entry (created_at, id);
