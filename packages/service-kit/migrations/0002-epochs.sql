-- Which server an epoch's history is written on. A standby that was promoted without the last commits, or a backup restored
-- elsewhere, holds another history than the one that clients remember, under the same epoch: so the next one begins there.
alter table history add column lineage text; -- the server's timeline, and this table's number; null where the server does not tell
alter table history add column cluster text; -- likewise, the identifier of the cluster

-- As a file of WAL is named, since the number in the control file is of the last checkpoint, and a promotion may have no
-- checkpoint for minutes. Null where the server does not have such files.
create function server_timeline() returns text language plpgsql stable as $$
begin
  if pg_is_in_recovery() then
    raise exception 'this Postgres is a standby: it does not take what is written' using errcode = '25006';
  end if;
  return left(pg_walfile_name(pg_current_wal_insert_lsn()), 8);
exception
  when read_only_sql_transaction then raise;
  when others then return null;
end
$$;

create function server_cluster() returns text language plpgsql stable as $$
begin
  return (select system_identifier::text from pg_control_system());
exception
  when others then return null;
end
$$;

-- The epoch of what this statement reads. Fails on a server on which it has not begun, whatever pooler led there. Cheap: each
-- batch that writes asks it. Nothing here catches: that would cost a subtransaction.
create function current_epoch() returns bigint language plpgsql stable as $$
declare
  held record;
begin
  select history.epoch, history.lineage, history.tableoid as made into held from history;
  if held.lineage is not null then
    if held.lineage <> left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) || '/' || held.made then
      raise exception 'this server has not begun an epoch of its own yet' using errcode = 'PY001';
    end if;
  end if;
  return held.epoch;
end
$$;

-- What is written under an epoch is written in that one.
create function fence(expected bigint) returns void language plpgsql stable as $$
declare
  found bigint := current_epoch();
begin
  if found <> expected then
    raise exception 'epoch % has begun, and this was to be written in %', found, expected using errcode = 'PY002';
  end if;
end
$$;

-- Begins the next epoch where the server is not the one that the epoch began on; also where the caller, who `doubts`, saw more of
-- epoch `known` than there is. In any number of processes at once it begins one: the row is locked, and who comes later finds
-- an epoch that is not `known`. Never one that was there before, also where the same backup is restored twice.
create function settle_epoch(known bigint, doubts boolean) returns table (epoch bigint, begun boolean)
language plpgsql volatile as $$
#variable_conflict use_column
declare
  held record;
  here text;
  cluster_here text;
  moved boolean;
begin
  select history.*, history.tableoid as made into held from history for update;
  here := server_timeline() || '/' || held.made;
  cluster_here := server_cluster();
  moved := (held.lineage is not null and held.lineage is distinct from here)
    or (held.cluster is not null and cluster_here is not null and held.cluster <> cluster_here);
  begun := moved or (doubts and held.epoch <= known);
  epoch := held.epoch;
  if begun then
    epoch := greatest(held.epoch + 1, known + 1, extract(epoch from clock_timestamp())::bigint);
  end if;
  if begun or here is distinct from held.lineage or cluster_here is distinct from held.cluster then
    update history set epoch = settle_epoch.epoch, lineage = here, cluster = cluster_here;
  end if;
  return next;
end
$$;
