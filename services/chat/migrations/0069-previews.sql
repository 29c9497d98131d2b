-- Whoever sends locks `event` before it looks at the others.
lock table event in share row exclusive mode;

-- What was told of the links of a message. The last counts, where it came after the last edit and nobody has taken it away.
alter table message_state
  add column previewed bigint[] not null default '{}', -- positions of its message.previewed
  add column unpreviewed boolean not null default false; -- nothing is told of its links any more
alter table space add column plain_links boolean not null default false; -- links are left alone

-- Who does not want to see any of it.
create table plain_reader (
  person uuid primary key
);

-- As in 0011; what was told of its links goes with its edits.
create or replace function forget_state() returns trigger language plpgsql set search_path from current as $$
begin
  update event set ev = 'redacted', body = '{"counts":false}'
  from message_state state
  where state.room = new.stream and state.seq = new.seq and event.stream = new.stream
    and event.seq = any(state.edits || state.previewed);
  delete from message_state where room = new.stream and seq = new.seq;
  delete from reaction where room = new.stream and seq = new.seq;
  delete from reaction_count where room = new.stream and seq = new.seq;
  return null;
end
$$;
