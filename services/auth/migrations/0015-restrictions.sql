-- What restricts somebody, a row for each kind. What is over stays, so that gateways are told of it for a while.
create table restriction (
  account uuid not null references account on delete cascade,
  kind text not null check (kind in ('suspended', 'pending', 'locked', 'banned')),
  reason text not null,
  at timestamptz not null default clock_timestamp(),
  until timestamptz, -- null: it does not end by itself
  lifted_at timestamptz,
  appeal text,
  appealed_at timestamptz,
  changed_at timestamptz not null default clock_timestamp(),
  primary key (account, kind)
);
create index restriction_by_change on restriction (changed_at);
