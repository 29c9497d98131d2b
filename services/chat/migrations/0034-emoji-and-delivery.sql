-- Emoji that spaces have of their own. What is reacted with one says its id, so it stays whatever becomes of the name.
create table emoji (
  space uuid not null,
  id uuid not null,
  name text not null,
  key text collate "C" not null, -- the name, as no two have it (`emojiKey`)
  removed bigint, -- position of the emoji.removed
  primary key (space, id)
);
create unique index emoji_key on emoji (space, key) where removed is null;

-- How far messages have come to the devices of those who let others see it (`reader`), in small rooms: a row for each room of theirs,
-- written once in some seconds. Apart from `cursor`, which every send writes.
create table delivery (
  room uuid not null,
  person uuid not null,
  seq bigint not null,
  primary key (room, person)
) with (fillfactor = 70);
