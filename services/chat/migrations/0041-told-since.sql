-- The last position of which somebody is told nothing, neither what was said nor what becomes of it; 0 where that is none. As `reach_of`, but
-- that in a room of a space nobody knows any more when what is removed was said: it counts as before they came, up to the first message
-- that is kept of later.
create function told_since(in_room uuid, who uuid) returns bigint language sql stable as $$
  select case
    when room.space is null or reach.since >= stream.floor or not exists (
      select from resident where resident.space = room.space and resident.person = who and resident.joined > 0
    ) then reach.since
    else coalesce((
      select min(seq) - 1 from event where event.stream = in_room and event.seq > reach.since and event.seq <= stream.floor
    ), stream.floor)
  end
  from room join stream on stream.id = room.id cross join lateral reach_of(in_room, who) reach
  where room.id = in_room
$$;
