-- Accounts that their owners close. Before `begun_at` they may keep them; from then on the account is out of use, and what there is of them goes.
-- The row stays when the account is gone, with what has gone where (`erasure`): that is the receipt.
create table closing (
  account uuid primary key,
  messages text not null check (messages in ('remove', 'anonymise')), -- what becomes of them
  asked_at timestamptz not null default now(),
  due_at timestamptz not null,
  begun_at timestamptz,
  closed_at timestamptz,
  sessions uuid[] not null default '{}' -- those that ended with it, which are told until their tokens have expired
);
create index closing_due on closing (due_at) where closed_at is null;

create table erasure (
  account uuid not null references closing,
  service text not null,
  counts jsonb not null, -- how much of each kind has gone
  at timestamptz not null default now(),
  primary key (account, service)
);

-- A login name of nobody: that of an account that is closed stays reserved, so that nobody is taken for who had it.
alter table username alter column account drop not null;
