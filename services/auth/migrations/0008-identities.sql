-- Who somebody is elsewhere: with an issuer of OpenID Connect that the operator trusts. The issuer is kept without a slash
-- at its end, which says nothing: with it or without it is the same one.
create table identity (
  issuer text not null check (issuer !~ '/$'),
  subject text not null,
  account uuid not null references account on delete cascade,
  created_at timestamptz not null default now(),
  used_at timestamptz not null default now(),
  primary key (issuer, subject)
);
create unique index identity_by_account on identity (account, issuer);
alter table identity enable row level security; -- see account
create policy identity_open on identity using (true);
