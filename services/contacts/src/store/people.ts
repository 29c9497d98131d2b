/** Accounts as far as contacts has to know them. */
import type { Queryable } from '@parley/service-kit'

interface Person {
  readonly id: string
  /** When they signed up, in milliseconds since 1970. */
  readonly at: number
  readonly guest: boolean
}

const putSql = `
  insert into person (id, since, guest)
  select id, to_timestamp(at / 1000.0), guest from unnest($1::uuid[], $2::bigint[], $3::boolean[]) as new (id, at, guest)
  where not exists (select from erasing where erasing.person = new.id)
  order by id on conflict (id) do update set guest = excluded.guest where person.guest <> excluded.guest`

/** In order, so that no two that write the same people wait for each other. When somebody signed up never changes. */
export const putPeople = async (db: Queryable, people: readonly Person[]): Promise<void> =>
  void (await db.query(putSql, [
    people.map(({ id }) => id),
    people.map(({ at }) => at),
    people.map(({ guest }) => guest),
  ]))

const knownSql = 'select 1 from person where id = $1'

export const isKnown = async (db: Queryable, id: string): Promise<boolean> =>
  (await db.query(knownSql, [id])).length > 0

const newSql = `
  select guest or since > now() - make_interval(hours => $2) as new,
    case when not guest then floor(extract(epoch from since + make_interval(hours => $2)) * 1000)::bigint end as until
  from person where id = $1`

export interface Newness {
  /** When that ends by itself, in milliseconds since 1970; where it is missing, it does not. */
  readonly until?: number
}

/** Of an account that is a guest's, or younger than so many hours, or not known here yet, as only a new one is; else undefined. */
export const newnessOf = async (db: Queryable, id: string, hours: number): Promise<Newness | undefined> => {
  const [row] = await db.query<{ new: boolean; until: number | null }>(newSql, [id, hours])
  if (row ? !row.new : hours === 0) return undefined
  return row?.until == null ? {} : { until: row.until }
}
