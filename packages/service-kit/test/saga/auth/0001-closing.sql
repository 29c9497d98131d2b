-- Accounts that are being closed, and the services that have not erased them yet.
create table closing (
  account uuid primary key,
  waits text[] not null,
  closed boolean not null default false
);
-- Where a process of this service was killed already.
create table killed (point text primary key);
