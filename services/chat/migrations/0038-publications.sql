-- Rooms that follow announcement rooms of other spaces: what is said there comes to them as a forwarded message.
create table publication (
  source uuid not null, -- the announcement room
  target uuid not null, -- the room that follows it
  person uuid not null, -- who made it so: by them it is forwarded, as far as they may
  done bigint not null, -- what stands up to here in the source has come, or was said before
  primary key (source, target)
);
create index publication_target on publication (target);
