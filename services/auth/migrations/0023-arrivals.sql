-- People who have gone to log in with an issuer of OpenID Connect, and those who came back from there and have no account yet. `hash` is that of
-- what their browser keeps; what the issuer is sent follows from the same.
create table arrival (
  hash bytea primary key,
  issuer text not null, -- as the settings call it
  account uuid references account on delete cascade, -- whose owner links it; null: a log-in
  session uuid, -- in which they do
  device text not null, -- as the session will be called
  subject text, -- who came back; null: nobody has yet
  groups text[] not null default '{}', -- in which the issuer has them
  expires_at timestamptz not null
);
create index arrival_by_expiry on arrival (expires_at);
create index arrival_by_account on arrival (account);
alter table arrival enable row level security; -- see account
create policy arrival_open on arrival using (true);

-- The issuer whose groups gave somebody their role; null: who runs the platform did.
alter table staff add column issuer text;
