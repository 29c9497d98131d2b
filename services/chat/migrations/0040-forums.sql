-- Whoever sends locks `stream`, then `event`, and then looks at `room`: in another order, each would wait for the other here until this
-- gives up.
lock table stream in access exclusive mode;
lock table event in share row exclusive mode;

-- Of a forum: [{"tag", "name"}] in their order, and the last number that was given. None is given twice.
alter table room
  add column tags json not null default '[]',
  add column tags_given integer not null default 0;

-- Of a post; null where it never had any.
alter table message_state add column tags integer[];
create index message_tagged on message_state (room, seq) where tags is not null;
