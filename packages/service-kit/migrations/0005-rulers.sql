-- A stream may be ruled by another one, whose events say who sees what is in it: a room of a space by the space.
alter table stream
  add column ruler uuid, -- null where it is not
  add column rights_at bigint not null default 0; -- its own last event that changed who sees what in those that it rules
-- What is in it never changes, so what moves a stream stays HOT.
create index stream_ruler on stream (ruler) where ruler is not null;

-- The `rights_at` of what rules this one, as of now; null where nothing does. Whoever asks has locked it, and so sees each change that
-- came before. Volatile, as a statement that waited for its lock keeps the snapshot from before.
create function rights_in(ruled uuid) returns bigint language plpgsql volatile as $$
begin
  return (
    select ruling.rights_at from stream own join stream ruling on ruling.id = own.ruler where own.id = ruled
  );
end
$$;
