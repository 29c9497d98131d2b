/** What may ring, of whom has said something about it. Written under the lock of their stream. */
import type { Output } from '@parley/protocol'
import type { Database, InEpoch, Queryable } from '@parley/service-kit'
import {
  type Alerts,
  type DigestWish,
  type Every,
  type Level,
  type Places,
  toldAlerts,
  usualAlerts,
} from '../alerts.ts'

const readSql = `
  select asked.person, alert.kept, alert.digest, alert.digest_content as "digestContent",
    exists (select from device where device.person = asked.person) as pushed,
    (select json_object_agg(place, level) from alert_place where alert_place.person = asked.person) as places
  from unnest($1::uuid[]) as asked (person) left join alert on alert.person = asked.person`

interface AlertRow extends DigestWish {
  readonly person: string
  readonly kept: Alerts | null
  readonly pushed: boolean
  readonly places: Readonly<Record<string, Level>> | null
}

export interface Wishes extends DigestWish {
  readonly alerts: Alerts
  readonly places: Places
  /** Whether there is a device that is woken. */
  readonly pushed: boolean
}

/** Of each of these people. */
export const readWishes = async (db: Queryable, people: readonly string[]): Promise<Map<string, Wishes>> => {
  const rows = await db.query<AlertRow>(readSql, [people])
  return new Map(
    rows.map(({ person, kept, pushed, places, digest, digestContent }) => [
      person,
      { alerts: kept ?? usualAlerts, pushed, places: new Map(Object.entries(places ?? {})), digest, digestContent },
    ]),
  )
}

const putSql = `
  insert into alert (person, kept, digest, digest_content) values ($1, $2, $3, $4)
  on conflict (person) do update set kept = excluded.kept, digest = excluded.digest, digest_content = excluded.digest_content`

export const putAlerts = async (
  db: Queryable,
  person: string,
  alerts: Alerts,
  { digest, digestContent }: DigestWish,
): Promise<void> => void (await db.query(putSql, [person, JSON.stringify(alerts), digest, digestContent]))

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
  select head, (select current_epoch()) as epoch, kept, digest, digest_content as "digestContent", (
    select json_agg(json_build_object('place', place, 'level', level) order by place) from alert_place where person = stream.id
  ) as places
  from stream left join alert on alert.person = stream.id where stream.id = $1`

interface ToldRow extends InEpoch, DigestWish {
  readonly head: number
  readonly kept: Alerts | null
  readonly places: Output<'alert.get'>['places'] | null
}

/** With where their stream stands. */
export const tellAlerts = async (db: Database, person: string, usual: Every | null): Promise<Output<'alert.get'>> => {
  const rows = await db.query<ToldRow>(tellSql, [person])
  const { head = 0, kept, places, digest = null, digestContent = null } = rows[0] ?? {}
  const alerts = toldAlerts(kept ?? usualAlerts, { digest, digestContent }, usual)
  return { epoch: db.read(rows), head, ...alerts, places: places ?? [] }
}
