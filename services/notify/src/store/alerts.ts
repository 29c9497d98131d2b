/** What may ring, of whom has said something about it. Written under the lock of their stream. */
import type { Output } from '@parley/protocol'
import type { Database, InEpoch, Queryable } from '@parley/service-kit'
import { type Alerts, type Level, type Places, usualAlerts } from '../alerts.ts'

const readSql = `
  select asked.person, alert.kept, exists (select from device where device.person = asked.person) as pushed,
    (select json_object_agg(place, level) from alert_place where alert_place.person = asked.person) as places
  from unnest($1::uuid[]) as asked (person) left join alert on alert.person = asked.person`

interface AlertRow {
  readonly person: string
  readonly kept: Alerts | null
  readonly pushed: boolean
  readonly places: Readonly<Record<string, Level>> | null
}

export interface Wishes {
  readonly alerts: Alerts
  readonly places: Places
  /** Whether there is a device that is woken. */
  readonly pushed: boolean
}

/** Of each of these people. */
export const readWishes = async (db: Queryable, people: readonly string[]): Promise<Map<string, Wishes>> => {
  const rows = await db.query<AlertRow>(readSql, [people])
  return new Map(
    rows.map(({ person, kept, pushed, places }) => [
      person,
      { alerts: kept ?? usualAlerts, pushed, places: new Map(Object.entries(places ?? {})) },
    ]),
  )
}

const putSql = `insert into alert (person, kept) values ($1, $2) on conflict (person) do update set kept = excluded.kept`

export const putAlerts = async (db: Queryable, person: string, alerts: Alerts): Promise<void> =>
  void (await db.query(putSql, [person, JSON.stringify(alerts)]))

const countPlacesSql = 'select count(*)::int as count from alert_place where person = $1 and place <> $2'
const putPlaceSql = `
  insert into alert_place (person, place, level) values ($1, $2, $3)
  on conflict (person, place) do update set level = excluded.level where alert_place.level <> excluded.level returning 1`
const deletePlaceSql = 'delete from alert_place where person = $1 and place = $2 returning 1'

/** Besides this one. */
export const countPlaces = async (db: Queryable, person: string, place: string): Promise<number> =>
  (await db.query<{ count: number }>(countPlacesSql, [person, place]))[0]?.count ?? 0

/** Whether anything is said that was not. */
export const putPlace = async (db: Queryable, person: string, place: string, level: Level): Promise<boolean> =>
  (await db.query(putPlaceSql, [person, place, level])).length > 0

/** Whether anything was said. */
export const deletePlace = async (db: Queryable, person: string, place: string): Promise<boolean> =>
  (await db.query(deletePlaceSql, [person, place])).length > 0

const tellSql = `
  select head, (select current_epoch()) as epoch, kept, (
    select json_agg(json_build_object('place', place, 'level', level) order by place) from alert_place where person = stream.id
  ) as places
  from stream left join alert on alert.person = stream.id where stream.id = $1`

interface ToldRow extends InEpoch {
  readonly head: number
  readonly kept: Alerts | null
  readonly places: Output<'alert.get'>['places'] | null
}

/** With where their stream stands. */
export const tellAlerts = async (db: Database, person: string): Promise<Output<'alert.get'>> => {
  const rows = await db.query<ToldRow>(tellSql, [person])
  const [row] = rows
  return { epoch: db.read(rows), head: row?.head ?? 0, ...(row?.kept ?? usualAlerts), places: row?.places ?? [] }
}
