-- What is done by the clock, once in a span for all processes of the service: one of them begins it, and holds it for as long as it says so.
create table timed_work (
  name text primary key,
  span bigint not null, -- the last one in which it was begun, counted from 1970
  holder uuid, -- a process; null when it is done
  held_until timestamptz not null default '-infinity'
) with (fillfactor = 50); -- rows change all the time, and stay in their page
