-- The keys that push services know this deployment by (VAPID); the newest is for new subscriptions, an older one for those made with it.
create table vapid_key (
  key text primary key, -- the public one
  private text not null,
  at timestamptz not null default clock_timestamp()
);

-- Browsers that are woken by Web Push. Written under the lock of their person's stream.
create table device (
  id uuid primary key default gen_random_uuid(),
  place bigint generated always as identity, -- their order
  person uuid not null,
  endpoint text not null unique,
  p256dh text not null,
  auth text not null,
  key text not null references vapid_key,
  content boolean not null,
  withdraws boolean not null,
  label text not null,
  at timestamptz not null,
  -- How often in a row its push service did not take what was sent, and until when nothing is sent therefore.
  failures integer not null default 0,
  waits_until timestamptz not null default '-infinity'
);
create index device_person on device (person);
create index device_key on device (key);

-- What is shown on a device, or is to be: one row for each tag, as the device shows one notification for each.
create table push (
  target uuid not null, -- the device; of the operator's relay all zeros
  person uuid not null,
  tag text not null, -- what it is about: a room, or a notification that is of none
  room uuid,
  notification bigint not null, -- the newest
  due timestamptz, -- null where there is nothing to send
  since timestamptz not null, -- since when it was to be sent
  clears boolean not null default false, -- it is to be taken away
  shown bigint, -- the newest notification that was sent
  shown_at timestamptz not null default '-infinity',
  held boolean not null default false, -- it was held back for somebody who is there
  sending boolean not null default false, -- by a process that has not yet said what came of it
  lost integer not null default 0, -- how often such a process never said it
  primary key (person, target, tag)
) with (fillfactor = 80);
create index push_due on push (due) where due is not null;
create index push_target on push (target);
