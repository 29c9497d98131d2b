-- How far each projection of this service has read the outbox of another; see OutboxPosition in the protocol. A place belongs to
-- those kinds of event that were read up to it: who wants to know of another kind begins a row of its own.
create table projection (
  owner text not null,
  name text not null,
  version integer not null,
  kinds text[] not null, -- in order
  position json not null,
  primary key (owner, name, version, kinds)
);
