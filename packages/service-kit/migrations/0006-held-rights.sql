-- By which a batch finds those of its streams that are ruled, and reads no row of the others.
create index stream_ruled on stream (id) where ruler is not null;

-- Whoever writes in a stream that another one rules holds the rights of that ruler, and whoever changes who sees what there holds them alone
-- (`changed`). So what is written comes before the change, or knows of it; and a change locks one thing, however many streams it is
-- about. They are held until the transaction ends, in one order, and before any row of a stream is locked: so it gives back the streams that it
-- was asked for, for who locks them.
--
-- It is a lock of the server's memory, as a shared lock of the ruler's row would be written to it by every batch. Rulers share a thousand
-- of them: that is what a batch takes at most of the memory that all transactions share, and a change holds up a few other spaces
-- for as long as it takes.
create function hold_rights(of_streams uuid[], changed uuid default null) returns uuid[] language plpgsql volatile as $$
declare
  own constant integer := hashtext('rights in ' || current_schema());
begin
  perform case when alone then pg_advisory_xact_lock(own, rights) else pg_advisory_xact_lock_shared(own, rights) end
  from (
    select uuid_hash(ruler) & 1023 as rights, bool_or(ruler = changed) as alone
    from (
      select ruler from stream where id = any(of_streams) and ruler is not null
      union all
      select changed where changed is not null
    ) ruling
    group by 1 order by 1 offset 0 -- else the locks might be taken before they are in order
  ) held;
  return of_streams;
end
$$;
