-- How loud somebody says that a room or a space is. Written under the lock of their stream.
create table alert_place (
  person uuid not null,
  place uuid not null,
  level text not null check (level in ('loud', 'silent', 'off')),
  primary key (person, place)
);

-- Urgent ones wake devices again and again.
alter table notification add column urgent boolean not null default false;
alter table push add column urgent boolean not null default false;
alter table push add column repeats integer not null default 0; -- how often it was sent again for being urgent

-- Of what somebody has asked for, or others ask of them: who was told of it.
create index notification_of on notification ("of") where "of" is not null and state <> 'removed';

-- Who leads a party, as contacts has told it last; null where it is over.
create table party_leader (
  party uuid primary key,
  leader uuid,
  epoch bigint not null, -- of the event
  seq bigint not null
);
