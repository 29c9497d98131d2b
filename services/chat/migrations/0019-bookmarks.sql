-- Messages that somebody keeps at hand for themselves. A bookmark says where the message stands, and nothing of what it says. It goes
-- with the membership, whoever takes that away: also a process of the release before.
create table bookmark (
  room uuid not null,
  person uuid not null,
  seq bigint not null, -- of the message.sent
  added bigint not null, -- position of the bookmark.added in the person's own stream
  primary key (room, person, seq)
);
create index bookmark_person on bookmark (person, added);

create function forget_bookmarks() returns trigger language plpgsql set search_path from current as $$
begin
  delete from bookmark using gone where bookmark.room = gone.room and bookmark.person = gone.person;
  delete from bookmark using gone, room -- those in threads of the room
  where bookmark.person = gone.person and room.id = bookmark.room and room.parent = gone.room;
  return null;
end
$$;
create trigger membership_gone_with_bookmarks after delete on membership
  referencing old table as gone for each statement execute function forget_bookmarks();
