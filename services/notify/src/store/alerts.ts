/** What may ring, of whom has said something about it. Written under the lock of their stream. */
import type { Database, InEpoch, Queryable } from '@parley/service-kit'
import { type Alerts, usualAlerts } from '../alerts.ts'

const readSql = `
  select asked.person, alert.kept, exists (select from device where device.person = asked.person) as pushed
  from unnest($1::uuid[]) as asked (person) left join alert on alert.person = asked.person`

interface AlertRow {
  readonly person: string
  readonly kept: Alerts | null
  readonly pushed: boolean
}

export interface Wishes {
  readonly alerts: Alerts
  /** Whether there is a device that is woken. */
  readonly pushed: boolean
}

/** Of each of these people. */
export const readWishes = async (db: Queryable, people: readonly string[]): Promise<Map<string, Wishes>> => {
  const rows = await db.query<AlertRow>(readSql, [people])
  return new Map(rows.map(({ person, kept, pushed }) => [person, { alerts: kept ?? usualAlerts, pushed }]))
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
