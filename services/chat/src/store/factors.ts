/** Who has a second factor, by the word of auth, and what waits for one. */
import type { Queryable } from '@parley/service-kit'

export interface Factor {
  readonly person: string
  readonly holds: boolean
  readonly epoch: number
  readonly seq: number
}

const putSql = `
  insert into factor (person, holds, epoch, seq)
  select person, holds, epoch, seq from unnest($1::uuid[], $2::boolean[], $3::bigint[], $4::bigint[]) as new (person, holds, epoch, seq)
  order by person
  on conflict (person) do update set holds = excluded.holds, epoch = excluded.epoch, seq = excluded.seq
  where (factor.epoch, factor.seq) <= (excluded.epoch, excluded.seq)`

/** Each person once. What is newer stays. */
export const putFactors = (db: Queryable, all: readonly Factor[]) =>
  db.query(putSql, [
    all.map(({ person }) => person),
    all.map(({ holds }) => holds),
    all.map(({ epoch }) => epoch),
    all.map(({ seq }) => seq),
  ])

const changedSql = `
  select new.person from unnest($1::uuid[], $2::boolean[]) as new (person, holds)
  where new.holds <> exists (select from factor where factor.person = new.person and holds)`

/** Of whom something else is told than is known. */
export const findChanged = async (db: Queryable, all: readonly Factor[]): Promise<string[]> =>
  (
    await db.query<{ person: string }>(changedSql, [all.map(({ person }) => person), all.map(({ holds }) => holds)])
  ).map(({ person }) => person)

const askingSql = `
  select resident.person, array_agg(space.id order by space.id) as spaces
  from resident join space on space.id = resident.space
  where resident.person = any($1::uuid[]) and space.second_factor group by resident.person`

/** The spaces in which these live that ask for a second factor. */
export const spacesAsking = (db: Queryable, people: readonly string[]) =>
  db.query<{ person: string; spaces: string[] }>(askingSql, [people])

const hasSql = 'select exists (select from factor where person = $1 and holds) as has'

export const hasFactor = async (db: Queryable, person: string): Promise<boolean> =>
  (await db.query<{ has: boolean }>(hasSql, [person]))[0]?.has === true

const waitingSql = `
  select coalesce(bit_or(permissions_held(at.space, at.place, $1, clock_timestamp())), 0)::text as held from (
    select $2::uuid as space, null::uuid as place
    union all
    select ruling.space, case when ruling.apart then ruling.id else coalesce(ruling.category, ruling.id) end
    from room own join room ruling on ruling.id = coalesce(own.parent, own.id) where own.id = any($3::uuid[])
  ) at where at.space is not null and is_unguarded(at.space, $1)`

/** What roles allow somebody in a space, or in rooms of one, where it asks them for a second factor that they have not; nothing elsewhere. */
export const waitingFor = async (
  db: Queryable,
  person: string,
  { space, rooms }: { readonly space: string | undefined; readonly rooms: readonly string[] },
): Promise<bigint> =>
  BigInt((await db.query<{ held: string }>(waitingSql, [person, space ?? null, rooms]))[0]?.held ?? 0)
