/** What Postgres holds, read past all services. */
import type { EventFrame } from '@parley/protocol'
import pg from 'pg'
import type { Stored } from '../faults/history/history.ts'

export const query = async <Row>(adminUrl: string, sql: string, values: readonly unknown[] = []): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    return (await client.query(sql, values as unknown[])).rows as Row[]
  } finally {
    await client.end()
  }
}

/** Every event of every stream of chat, but for rooms that are being deleted. `identity` is the member of a message by which it is known. */
export const storedEvents = (adminUrl: string, identity: 'id' | 'text' = 'id'): Promise<Stored[]> =>
  query<Stored>(
    adminUrl,
    `select stream.kind || '/' || event.stream as on, event.seq::float8 as seq,
       case when event.ev in ('message.sent', 'message.edited') then event.body->>$1 end as id,
       case when event.ev = 'message.edited' then (event.body->>'seq')::float8 end as edits,
       case when event.ev in ('reaction.added', 'reaction.removed') then json_build_object(
         'seq', event.body->'seq', 'emoji', event.body->'emoji', 'isAdded', event.ev = 'reaction.added') end as reacts,
       case when event.ev = 'poll.voted' then json_build_object(
         'by', event.by, 'seq', event.body->'seq', 'answers', event.body->'answers', 'before', event.body->'before') end as votes,
       case when event.ev = 'poll.closed' then (event.body->>'seq')::float8 end as closes,
       case when event.ev = 'message.edited' or event.body->>'counts' = 'false' then true end as "isUncounted",
       case when event.ev in ('member.joined', 'resident.joined') then event.body->>'user' end as brings,
       case when event.ev in ('member.left', 'resident.left') then event.body->>'user' end as takes,
       case when stream.kind = 'chat/space' then event.audience end as about,
       case when event.ev in ('member.joined', 'role.changed') and event.body->>'role' <> 'member' then event.body->>'user' end as manages,
       case when event.ev in ('message.sent', 'message.edited', 'reaction.added', 'reaction.removed', 'redacted') then event.by end as by,
       case when event.ev = 'redacted' then true end as "isRedacted",
       case when event.ev = 'message.deleted' then (event.body->>'seq')::float8 end as "takesBack",
       case when event.ev = 'message.deleted' then event.body->'also' end as "takesBackToo",
       case when event.ev = 'author.hidden' then event.body->>'user' end as hides,
       case when event.ev = 'author.shown' then event.body->>'user' end as shows
     from chat.event join chat.stream on stream.id = event.stream
     where not exists (select from chat.deleted_room gone where gone.room = stream.id
       or gone.room = (select parent from chat.thread where thread.room = stream.id))
     order by event.stream, event.seq`,
    [identity],
  ).then((rows) =>
    rows.map(
      (row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as Stored,
    ),
  )

/** The events of one stream as clients get them. */
export const storedFrames = (adminUrl: string, on: string): Promise<EventFrame[]> =>
  query<EventFrame & { by: string | null }>(
    adminUrl,
    `select $1 as on, seq::float8 as seq, ev, by, (extract(epoch from at) * 1000)::float8 as at, body as is
     from chat.event where stream = $2 order by seq`,
    [on, on.slice(on.lastIndexOf('/') + 1)],
  ).then((rows) => rows.map(({ by, ...frame }) => (by === null ? frame : { ...frame, by })))
