-- What an account has here.
create table thing (
  id int primary key generated always as identity,
  account uuid not null
);
-- Accounts of which all has to go.
create table leaving (
  account uuid primary key,
  erased boolean not null default false
);
-- Where a process of this service was killed already.
create table killed (point text primary key);
