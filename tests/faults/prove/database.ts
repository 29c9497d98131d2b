/** What is wrong in Postgres when a run is over, besides the events themselves. */
import { chat } from '@parley/chat'
import { openToLook, readTold, type ToldOf } from '@parley/service-kit'
import { eventually } from '../../setup/eventually.ts'
import { query } from '../../setup/stored.ts'
import type { Somebody } from './records.ts'

/** Each holds up everybody for a second, until Postgres breaks it. */
const deadlocks = async (adminUrl: string): Promise<string[]> => {
  const [row] = await query<{ count: number }>(adminUrl, 'select sum(deadlocks)::int as count from pg_stat_database')
  return row && row.count > 0 ? [`Postgres had to break ${row.count} deadlocks`] : []
}

/** Of two people there is one conversation. */
const twins = async (adminUrl: string): Promise<string[]> => {
  const rows = await query<{ count: number }>(adminUrl, twinsSql)
  return rows.map(({ count }) => `two people have ${count} conversations with each other`)
}

const twinsSql = `
  select count(*)::int as count from chat.room where kind = 'direct' group by low, high having count(*) > 1`

const accountsSql = `select body->>'user' as user from auth.event where ev = 'account.created'`

/** Chat learns of everybody from the outbox of auth, whatever happened to either; of those whom a lost server took along, not. */
const unknownPeople = async (adminUrl: string, people: readonly Somebody[]): Promise<string[]> => {
  const accounts = new Set((await query<{ user: string }>(adminUrl, accountsSql)).map(({ user }) => user))
  const read = async () => {
    const rows = await query<{ id: string }>(adminUrl, 'select id from chat.person')
    const known = new Set(rows.map(({ id }) => id))
    return people.filter(({ user }) => accounts.has(user)).filter(({ user }) => !known.has(user))
  }
  await eventually('chat knows everybody', async () => (await read()).length === 0).catch(() => {})
  return (await read()).map(({ name }) => `chat has not learnt of ${name}`)
}

const outboxSql = `
  select event.ev, count(*)::int as count
  from chat.event join chat.stream on stream.id = event.stream
  where (event.ev <> 'message.sent' or stream.tells or event.body ->> 'reply' is not null or event.body ->> 'mentions' is not null)
    and event.ev <> 'redacted'
    and not exists (
      select from chat.outbox, unnest(streams, firsts, lasts) as part (id, first, last)
      where part.id = event.stream and event.seq between part.first and part.last
    )
  group by event.ev`

/** Every event is in the outbox that other services may want to know of. */
const missingInOutbox = async (adminUrl: string): Promise<string[]> => {
  const rows = await query<{ ev: string; count: number }>(adminUrl, outboxSql)
  return rows.map(({ ev, count }) => `the outbox does not tell of ${count} events of the kind ${ev}`)
}

const remainsSql = `
  select count(*)::int as count from chat.event taking
  join chat.event taken on taken.stream = taking.stream
    and (taken.seq = (taking.body->>'seq')::bigint or taken.seq in (select json_array_elements_text(taking.body->'also')::bigint))
  where taking.ev = 'message.deleted' and (taken.ev <> 'redacted' or taken.body::text not in ('{}', '{"counts":false}'))`

/** What was taken back is gone for good. */
const remains = async (adminUrl: string): Promise<string[]> => {
  const [row] = await query<{ count: number }>(adminUrl, remainsSql)
  return row && row.count > 0 ? [`of ${row.count} messages that were taken back, Postgres holds the text`] : []
}

/** Of rooms of which every event is held: what the events say that has become of each message, beside what the tables say. */
const statesSql = `
  with whole as (select id from chat.stream where floor = 0),
  message as (select stream as room, seq from chat.event join whole on whole.id = stream where ev = 'message.sent'),
  told as (
    select distinct on (event.stream, event.by, event.body->>'seq', event.body->>'emoji')
      event.stream as room, (event.body->>'seq')::bigint as seq, event.by as person, event.body->>'emoji' as emoji, event.ev
    from chat.event join whole on whole.id = event.stream where event.ev in ('reaction.added', 'reaction.removed')
    order by event.stream, event.by, event.body->>'seq', event.body->>'emoji', event.seq desc
  ),
  reacted as (select room, seq, person, emoji from told join message using (room, seq) where ev = 'reaction.added'),
  held as (select room, seq, person, emoji from chat.reaction join message using (room, seq)),
  edited as (
    select event.stream as room, (event.body->>'seq')::bigint as seq, event.seq as edit
    from chat.event join whole on whole.id = event.stream where event.ev = 'message.edited'
  ),
  noted as (select room, seq, unnest(edits) as edit from chat.message_state join message using (room, seq)),
  counted as (select room, seq, emoji, people from chat.reaction_count join message using (room, seq))
  select
    (select count(*) from ((table reacted except table held) union all (table held except table reacted)) as apart)::int as reactions,
    (select count(*) from (
      select room, seq, emoji, count(*)::int as people from reacted group by room, seq, emoji except table counted
    ) as wrong)::int as counts,
    (select count(*) from ((table edited except table noted) union all (table noted except table edited)) as apart)::int as edits`

const states = async (adminUrl: string): Promise<string[]> => {
  const [row] = await query<Record<'reactions' | 'counts' | 'edits', number>>(adminUrl, statesSql)
  return Object.entries(row ?? {})
    .filter(([, wrong]) => wrong > 0)
    .map(([what, wrong]) => `${wrong} ${what} in the tables are others than the events tell`)
}

/** As an operator is told who asks. */
const checked = async (adminUrl: string): Promise<string[]> => {
  await using scope = new AsyncDisposableStack()
  const [{ db }, auth] = [scope.use(openToLook(adminUrl, 'chat')), scope.use(openToLook(adminUrl, 'auth'))]
  const told: ToldOf = (_, kind, after, limit) => readTold(auth.db, kind, after, limit)
  const complaints: string[] = []
  for (const [name, check] of Object.entries(chat.checks ?? {}))
    for await (const { what } of check.look({ db, told })) complaints.push(`the check of ${name} finds ${what}`)
  return complaints
}

/** In words. */
export const complaintsOf = async (adminUrl: string, people: readonly Somebody[]): Promise<string[]> => [
  ...(await unknownPeople(adminUrl, people)),
  ...(await missingInOutbox(adminUrl)),
  ...(await deadlocks(adminUrl)),
  ...(await twins(adminUrl)),
  ...(await remains(adminUrl)),
  ...(await states(adminUrl)),
  ...(await checked(adminUrl)),
]
