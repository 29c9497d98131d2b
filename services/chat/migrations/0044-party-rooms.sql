-- The chat rooms of parties, as contacts has told of them: groups without an owner, whose members are those of the party. A row stays where
-- the party is over, so that its room never comes back.
create table party_room (
  party uuid primary key,
  room uuid not null unique,
  over boolean not null default false
);
