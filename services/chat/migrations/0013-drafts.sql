-- What somebody has written in a room and not sent. `seq` is where the room stood when it was saved: a message of theirs after that has
-- ended the draft. `version` is the time in milliseconds, and always higher than that of the draft before.
create table draft (
  room uuid not null,
  person uuid not null,
  text text not null,
  reply bigint,
  seq bigint not null,
  version bigint not null,
  primary key (room, person)
) with (fillfactor = 70);
create index draft_person on draft (person, room);

create function forget_drafts() returns trigger language plpgsql set search_path from current as $$
begin
  delete from draft using gone where draft.room = gone.room and draft.person = gone.person;
  return null;
end
$$;
create trigger membership_gone_with_drafts after delete on membership
  referencing old table as gone for each statement execute function forget_drafts();

-- Who lets others see how far they have read. No row for who does not.
create table reader (
  person uuid primary key
);
