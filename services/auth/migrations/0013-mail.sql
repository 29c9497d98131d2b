-- The address of an account, once its owner has followed a link that was sent there.
create table email (
  account uuid primary key references account on delete cascade,
  address text not null, -- as it was typed
  key text not null unique, -- in lower case: one mailbox is of one account
  since timestamptz not null default now()
);
alter table email enable row level security; -- see account
create policy email_open on email using (true);

-- Mail that is to be sent, or was a while ago. What stands in it is made when it is sent: no link is kept here.
create table mail (
  id bigint generated always as identity primary key,
  kind text not null,
  account uuid references account on delete cascade, -- null: nobody's, and not to be sent
  address text not null,
  made_at timestamptz not null default now(),
  due_at timestamptz default now(), -- null: sent
  tries integer not null default 0
);
alter table mail enable row level security;
create policy mail_open on mail using (true);
create index mail_due on mail (due_at) where due_at is not null;
create index mail_by_account on mail (account, kind, made_at);
create index mail_by_age on mail (made_at);

-- Links that were sent, by the SHA-256 of their token, which is 264 random bits.
create table mail_link (
  hash bytea primary key,
  kind text not null,
  account uuid not null references account on delete cascade,
  address text not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
alter table mail_link enable row level security;
create policy mail_link_open on mail_link using (true);
create index mail_link_by_account on mail_link (account, kind);
create index mail_link_by_end on mail_link (expires_at);
