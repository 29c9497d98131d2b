/** Keeps in Postgres what each event of a space leaves it as, in the transaction of the event: so nobody has to guess what was when. */
import { type Event, events, redactedEvent } from '@parley/protocol'
import { query } from '../../setup/stored.ts'
import type { Change } from './rights.ts'

const streamOf = (name: string) => (events as Record<string, Event>)[name]?.stream
/** What a release says of a space that knows more of them is not among these. */
const ofOthers = [redactedEvent, ...Object.keys(events)].filter((name) => streamOf(name) !== 'chat/space')

const lives = 2

/** At the end of the transaction, when all that it does is done. */
const keepSql = `
  create schema prove;
  create table prove.change (
    space uuid, seq bigint, at double precision, streams jsonb not null, may jsonb not null, primary key (space, seq));
  create function prove.keep() returns trigger language plpgsql security definer set search_path = chat as $$
  begin
    if not exists (select from stream where id = new.stream and kind = 'chat/space') then return null; end if;
    insert into prove.change select new.stream, new.seq, extract(epoch from clock_timestamp()) * 1000,
      (select coalesce(jsonb_object_agg(stream.id, jsonb_build_array(stream.head, thread.parent)), '{}')
        from stream left join thread on thread.room = stream.id where stream.ruler = new.stream),
      (select coalesce(jsonb_object_agg(id, people), '{}') from (
        select new.stream as id, jsonb_object_agg(person, '${lives}') as people from resident where space = new.stream having count(*) > 0
        union all
        select room.id, jsonb_object_agg(person, permissions_in(room.id, person, clock_timestamp())::text)
        from room join resident using (space) where space = new.stream group by room.id
      ) as place);
    return null;
  end
  $$;
  create constraint trigger kept_for_prove after insert on chat.event deferrable initially deferred
    for each row when (new.ev <> all ('{${ofOthers}}')) execute function prove.keep()`

export const keepRights = (adminUrl: string): Promise<unknown> => query(adminUrl, keepSql)

const readSql = `select space, seq::float8 as seq, at, streams, may from prove.change where space = $1 order by seq`

export const readRights = (adminUrl: string, space: string): Promise<Change[]> =>
  query<Change>(adminUrl, readSql, [space])
