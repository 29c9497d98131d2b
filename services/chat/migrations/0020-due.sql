-- What is due at a time. Times are milliseconds since 1970, by the clock of the database.

-- Messages that are sent later, each under the id that it is sent with. They stay where their author leaves the room: whether they may be
-- sent is decided when they are.
create table scheduled (
  room uuid not null,
  person uuid not null,
  id uuid not null,
  message json not null, -- what message.send takes besides room and id
  due bigint not null,
  taken boolean not null default false, -- on its way: neither changed nor cancelled any more
  failed text, -- the error for which it could not be sent
  primary key (room, person, id)
) with (fillfactor = 70);
create index scheduled_person on scheduled (person, id, room);
create index scheduled_due on scheduled (due) where failed is null;

-- Of a person, and not of a room: some are about none. They are told on the person's own stream.
create table reminder (
  person uuid not null,
  id uuid not null,
  room uuid, -- of the message that it is about
  seq bigint,
  text text,
  due bigint not null,
  rung boolean not null default false,
  primary key (person, id)
) with (fillfactor = 70);
create index reminder_due on reminder (due) where not rung;

-- Messages that are taken back by themselves. Until that is done, who reads them is told nothing of them after that time.
create table expiry (
  room uuid not null,
  seq bigint not null, -- of the message.sent
  due bigint not null,
  primary key (room, seq)
);
create index expiry_due on expiry (due);

-- Notes when a message expires, as part of sending it.
create function note_expiry(in_room uuid, of_message bigint, sent_at bigint, lasts bigint) returns void language sql volatile as $$
  insert into expiry (room, seq, due) values (in_room, of_message, sent_at + lasts) on conflict do nothing
$$;

-- Whoever takes the message back, it need not expire any more.
create function forget_expiry() returns trigger language plpgsql set search_path from current as $$
begin
  delete from expiry where room = new.stream and seq = new.seq;
  return null;
end
$$;
create trigger message_redacted_with_expiry after update of ev on event for each row
  when (old.ev = 'message.sent' and new.ev = 'redacted') execute function forget_expiry();
