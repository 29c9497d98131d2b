/** Whom messages mention, against what they have said. */
import { beforeIds, type Check, type Database, inPages, type Queryable } from '@parley/service-kit'
import { byEvent, eventsPage, isHeld, isMessage, type OfMessage, ofMessage } from './room-events.ts'

const rowsAtOnce = 500
const everybody = '00000000-0000-0000-0000-000000000000'

/** What rows a message has, by itself and its edits: of everybody whom it ever named, since when, and whether it does so now. */
const rightSql = (room: string, message: string) => `
  with version as (
    select spoken.seq, spoken.by, spoken.body -> 'mentions' as said, spoken.seq = max(spoken.seq) over () as is_last
    from event spoken
    where spoken.stream = ${room} and spoken.ev in ('message.sent', 'message.edited') and ${isMessage(room, message)}
      and spoken.seq = any(${message} || coalesce(
        (select edits from message_state state where state.room = ${room} and state.seq = ${message}), '{}'))
  ), named as (
    select id::uuid as person, version.* from version cross join lateral json_array_elements_text(said -> 'users') id
    union all
    select role_key(id::integer), version.* from version cross join lateral json_array_elements_text(said -> 'roles') id
    union all
    select '${everybody}', version.* from version where said ->> 'all' is not null
  )
  select person, least(min(seq), (select min(seq) from named whole where whole.person = '${everybody}')) as seq,
    min(by::text)::uuid as by, bool_or(is_last) as holds
  from named group by person`

const heldSql = (room: string, message: string) =>
  `select person, seq, by, holds from mention where mention.room = ${room} and mention.message = ${message}`

const lackingSql = `
  select event.stream as room, event.seq, wrong.is as wrong
  from (${eventsPage}) event
  left join lateral (
    with told as (${rightSql('event.stream', 'event.seq')}), held as (${heldSql('event.stream', 'event.seq')})
    select exists ((table told except table held) union all (table held except table told)) as is
    where event.ev = 'message.sent' and event.seq > (select floor from stream where stream.id = event.stream)
      and ${isHeld('event.stream')}
    offset 0
  ) wrong on true
  order by event.stream, event.seq`

/** Rows of what is no message, or none any more. */
const straysSql = `
  select mention.room, mention.message as seq, mention.person,
    stream.floor < mention.message and not ${isMessage('mention.room', 'mention.message')} as wrong
  from (
    select * from mention where (room, message, person) > ($1::uuid, $2::bigint, $3::uuid) order by room, message, person limit $4
  ) mention
  left join stream on stream.id = mention.room and ${isHeld('mention.room')}
  order by mention.room, mention.message, mention.person`

type Row = OfMessage & { readonly person: string; readonly wrong: boolean | null }

async function* look(db: Queryable): AsyncGenerator<OfMessage> {
  for await (const row of byEvent<Row>(db, lackingSql)) if (row.wrong) yield ofMessage(row)
  const values = (last: Row | undefined) => [last?.room ?? beforeIds, last?.seq ?? 0, last?.person ?? beforeIds]
  for await (const row of inPages<Row>(db, straysSql, values, rowsAtOnce)) if (row.wrong) yield ofMessage(row)
}

const dropSql = `
  delete from mention where room = $1 and message = $2 and (person, seq, by, holds) not in (${rightSql('$1', '$2')}) returning 1`
const putSql = `
  insert into mention (room, message, person, seq, by, holds)
  select $1, $2, person, seq, by, holds from (${rightSql('$1', '$2')}) told
  on conflict do nothing returning 1`

export const mentions: Check<OfMessage> = {
  about: 'messages that mention others than they say',
  anew: true,
  look: ({ db }) => look(db),
  mend: (db: Database, { room, seq }) =>
    db.transaction(async (tx) => {
      await tx.lock([room])
      const dropped = await tx.query(dropSql, [room, seq])
      return dropped.length + (await tx.query(putSql, [room, seq])).length > 0
    }),
}
