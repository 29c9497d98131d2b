-- Devices that ask to be logged in by somebody who is logged in elsewhere (RFC 8628). `hash` is that of what the device keeps; `code` is what it
-- shows, and opens nothing by itself.
create table device_grant (
  hash bytea primary key,
  code text not null unique,
  device text not null, -- as the session will be called
  address text not null, -- from where it asks
  interval_seconds integer not null,
  asked_at timestamptz, -- when it asked last whether somebody has said yes
  account uuid references account on delete cascade, -- who has; null: nobody yet
  session uuid, -- in which they have
  refused boolean not null default false,
  expires_at timestamptz not null
);
create index device_grant_by_expiry on device_grant (expires_at);
create index device_grant_by_account on device_grant (account);
alter table device_grant enable row level security; -- see account
create policy device_grant_open on device_grant using (true);
