-- Keys of this service's own, made by the first process that needs them.
create table secret (
  name text primary key,
  value bytea not null
);
alter table secret enable row level security; -- see account
create policy secret_open on secret using (true);

-- The SHA-256 of what the client made up for its sign-up: who repeats it is the one who made the account.
alter table account add column sign_up_key bytea;
