-- Parties, written under the lock of their own stream; who comes in, under that of theirs as well. One that is over stays for an hour
-- without members, so that gateways that were away find its last event.
create table party (
  id uuid primary key,
  game text not null, -- empty: that of a deployment with one alone
  creator uuid not null,
  leader uuid not null,
  label text not null,
  most smallint not null,
  access text not null check (access in ('open', 'request', 'closed')),
  locked boolean not null default false,
  migrates boolean not null,
  code text,
  attributes jsonb not null,
  check_ends timestamptz, -- of the ready check that goes on
  active timestamptz not null default now(), -- when something last happened in it
  ended timestamptz
) with (fillfactor = 80);
create unique index party_code on party (code) where code is not null;
create index party_attributes on party using gin (attributes jsonb_path_ops);
create index party_open on party (game, id) where ended is null and not locked and access <> 'closed';
create index party_check on party (check_ends) where check_ends is not null;
create index party_idle on party (active) where ended is null;
create index party_ended on party (ended) where ended is not null;

create table party_member (
  party uuid not null,
  person uuid not null,
  game text not null,
  joined bigint not null, -- position of their party.joined
  absent timestamptz, -- since when presence has known of no device of theirs
  away boolean not null default false,
  asked boolean not null default false, -- in the ready check that goes on
  ready boolean,
  primary key (party, person)
);
create unique index party_member_game on party_member (person, game);

create table party_request (
  party uuid not null,
  person uuid not null,
  at timestamptz not null default now(),
  primary key (party, person)
);
create index party_request_person on party_request (person);
