/** What may ring, of whom has said something about it. Written under the lock of their stream. */
import type { Database, InEpoch, Queryable } from '@parley/service-kit'
import { type Alerts, usualAlerts } from '../alerts.ts'

const readSql = 'select person, kept from alert where person = any($1::uuid[])'

export const readAlerts = async (db: Queryable, people: readonly string[]): Promise<Map<string, Alerts>> => {
  const rows = await db.query<{ person: string; kept: Alerts }>(readSql, [people])
  return new Map(rows.map(({ person, kept }) => [person, kept]))
}

const putSql = `insert into alert (person, kept) values ($1, $2) on conflict (person) do update set kept = excluded.kept`

export const putAlerts = async (db: Queryable, person: string, alerts: Alerts): Promise<void> =>
  void (await db.query(putSql, [person, JSON.stringify(alerts)]))

const tellSql = `
  select head, (select current_epoch()) as epoch, kept
  from stream left join alert on alert.person = stream.id where stream.id = $1`

/** With where their stream stands. */
export const tellAlerts = async (db: Database, person: string) => {
  const rows = await db.query<InEpoch & { head: number; kept: Alerts | null }>(tellSql, [person])
  return { epoch: db.read(rows), head: rows[0]?.head ?? 0, ...(rows[0]?.kept ?? usualAlerts) }
}
