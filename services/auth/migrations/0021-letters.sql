-- Mail that other services have sent to people, by its id. Nothing stands here of what it says.
create table letter (
  id uuid primary key,
  account uuid not null references account on delete cascade,
  at timestamptz not null default now(),
  claimed_until timestamptz not null, -- whoever sends it says until then what came of it
  tries integer not null default 1, -- those of which it is not known that they came to nothing
  outcome text check (outcome in ('sent', 'refused')) -- null: not yet
);
alter table letter enable row level security; -- see account
create policy letter_open on letter using (true);
create index letter_by_account on letter (account);
create index letter_by_age on letter (at);

-- An address that the mail server has refused for good is sent no letters for a while, which grows.
alter table email add column refusals integer not null default 0; -- in a row
alter table email add column rests_until timestamptz not null default '-infinity';
