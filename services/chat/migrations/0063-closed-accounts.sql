-- Whoever sends locks `event` and then looks at the rest: in another order, each would wait for the other here until this gives up.
lock table event in share row exclusive mode;

-- Where events name people, so that the names of who is gone are found, in whatever room that was.
create index event_names on event ((body ->> 'user')) where ev in ('member.joined', 'resident.joined', 'resident.changed');

-- As in 0042; also where the account of one of the two is closed.
create or replace function is_closed(in_room uuid) returns boolean language sql stable as $$
  select exists (
    select from room where id = in_room and kind = 'direct' and (
      is_blocked(low, high) or is_blocked(high, low) or exists (select from erasing where person in (low, high))
    )
  )
$$;
