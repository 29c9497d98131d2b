-- An invitation that goes along when whoever sent it changes party. `absent`: since when presence has known of no device of theirs.
alter table invitation
  add column carries boolean not null default false,
  add column absent timestamptz;

-- Invitations for all who are in a room of chat, with so many places: written under the lock of the stream of who sent them. Those that are
-- over stay for some days.
create table card (
  id uuid primary key,
  sender uuid not null,
  room uuid not null,
  game text not null,
  party uuid, -- that who accepts comes into
  payload text not null,
  platforms text[] not null,
  launch text not null,
  secret text not null, -- told to who has taken a place
  places smallint not null,
  taken smallint not null default 0 check (taken between 0 and places),
  state text not null default 'open' check (state in ('open', 'full', 'cancelled', 'expired')),
  version bigint not null, -- grows with each change, also when a backup was restored in between
  expires timestamptz not null,
  settled timestamptz,
  absent timestamptz -- as above
) with (fillfactor = 80);
create index card_sent on card (sender) where state = 'open';
create index card_due on card (expires) where state = 'open';
create index card_party on card (party) where state = 'open' and party is not null;
create index card_settled on card (settled) where settled is not null;

create table card_taker (
  card uuid not null references card on delete cascade,
  person uuid not null,
  entered uuid, -- the party that they came into
  primary key (card, person)
);
