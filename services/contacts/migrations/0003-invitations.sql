-- Invitations to a game, written under the locks of the streams of both. Settled ones stay for some days.
create table invitation (
  id uuid primary key,
  sender uuid not null,
  recipient uuid not null check (recipient <> sender),
  kind text not null check (kind in ('invite', 'ask')),
  game text not null,
  party uuid, -- of an invite: that who accepts comes into
  payload text not null,
  platforms text[] not null,
  launch text not null,
  secret text not null, -- told to who is to join, once it is accepted
  state text not null default 'pending' check (state in ('pending', 'accepted', 'declined', 'cancelled', 'expired')),
  withheld boolean not null, -- the recipient blocks the sender, and knows nothing of it
  entered uuid, -- the party that somebody came into by it
  expires timestamptz not null,
  settled timestamptz
);
create unique index invitation_open on invitation (sender, recipient, game, kind) where state = 'pending';
create index invitation_sent on invitation (sender, id) where state = 'pending';
create index invitation_received on invitation (recipient, id) where state = 'pending' and not withheld;
create index invitation_due on invitation (expires) where state = 'pending';
create index invitation_party on invitation (party) where state = 'pending' and party is not null;
create index invitation_settled on invitation (settled) where settled is not null;
