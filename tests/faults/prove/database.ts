/** What is wrong in Postgres when a run is over, besides the events themselves. */
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
  select (select sum(head) from chat.stream)::int as events,
    (select sum(last - first + 1) from chat.outbox, unnest(firsts, lasts) as part (first, last))::int as told`

/** Every event that was ever numbered is in the outbox. */
const missingInOutbox = async (adminUrl: string): Promise<string[]> => {
  const [row] = await query<{ events: number; told: number }>(adminUrl, outboxSql)
  return row && row.events !== row.told ? [`the outbox tells of ${row.told} events where there are ${row.events}`] : []
}

const remainsSql = `
  select count(*)::int as count from chat.event taking
  join chat.event taken on taken.stream = taking.stream and taken.seq = (taking.body->>'seq')::bigint
  where taking.ev = 'message.deleted' and (taken.ev <> 'redacted' or taken.body::text <> '{}')`

/** What was taken back is gone for good. */
const remains = async (adminUrl: string): Promise<string[]> => {
  const [row] = await query<{ count: number }>(adminUrl, remainsSql)
  return row && row.count > 0 ? [`of ${row.count} messages that were taken back, Postgres holds the text`] : []
}

/** In words. */
export const complaintsOf = async (adminUrl: string, people: readonly Somebody[]): Promise<string[]> => [
  ...(await unknownPeople(adminUrl, people)),
  ...(await missingInOutbox(adminUrl)),
  ...(await deadlocks(adminUrl)),
  ...(await twins(adminUrl)),
  ...(await remains(adminUrl)),
]
