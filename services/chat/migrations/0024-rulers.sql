-- Whoever sends locks `stream`, then `event`, and then looks at `room`: in another order, each would wait for the other here.
lock table stream in access exclusive mode;
lock table event in share row exclusive mode;

-- A room of a space is ruled by the space, and a thread by what rules its room. Room and stream are made in any order.
create function ruler_of(in_room uuid) returns uuid language sql stable set search_path from current as $$
  select coalesce(own.space, parent.space) from room own left join room parent on parent.id = own.parent where own.id = in_room
$$;

create function note_ruler() returns trigger language plpgsql set search_path from current as $$
begin
  update stream set ruler = ruler_of(new.id) where id = new.id;
  return null;
end
$$;
create trigger room_inserted_ruled after insert on room for each row
  when (new.space is not null or new.parent is not null) execute function note_ruler();

create function find_ruler() returns trigger language plpgsql set search_path from current as $$
begin
  new.ruler := ruler_of(new.id);
  return new;
end
$$;
create trigger stream_inserted_ruled before insert on stream for each row
  when (new.kind = 'chat/room') execute function find_ruler();

update stream set ruler = ruler_of(stream.id)
from room where room.id = stream.id and (room.space is not null or room.parent is not null) and ruler_of(stream.id) is not null;
