-- What a space has to be sent as messages: stickers, GIFs and sounds. Each message refers to the file itself, so it stays when one is removed here.
create table sticker (
  space uuid not null,
  id uuid not null,
  kind text not null check (kind in ('sticker', 'gif', 'sound')),
  name text not null,
  tags text[] not null default '{}',
  file uuid not null,
  primary key (space, id)
);
