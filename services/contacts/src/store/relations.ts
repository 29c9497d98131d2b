/** How people stand with each other: a row of each of the two. Written under the locks of both streams. */
import type { Database, InEpoch, Queryable } from '@parley/service-kit'

export type Stands = 'contact' | 'sent' | 'received'

/** How one stands with another, as they see it. */
export interface Relation {
  readonly stands: Stands | null
  /** Position of the event by which they stand so, in their own stream. */
  readonly since: number | null
  /** Milliseconds since 1970. */
  readonly at: number | null
  /** In which games they stand so, in order; none: in all. */
  readonly games: readonly string[]
  readonly note: string
  readonly memo: string
  readonly favourite: boolean
  readonly labels: readonly string[]
  readonly blocked: boolean
  readonly restricted: boolean
}

const nothing = { stands: null, since: null, at: null, games: [], note: '' } as const
const keptNothing = { memo: '', favourite: false, labels: [] } as const

/** Of two who never met. */
export const strangers: Relation = { ...nothing, ...keptNothing, blocked: false, restricted: false }

/** What remains where they are no contacts, and no request is open. */
export const apart = (relation: Relation): Relation => ({ ...relation, ...nothing, ...keptNothing })

const columns = `stands, since, floor(extract(epoch from at) * 1000)::bigint as at, games, note, memo, favourite, labels, blocked, restricted`

const pairSql = `select person, ${columns} from relation where (person = $1 and other = $2) or (person = $2 and other = $1)`

/** As one of them sees it, and as the other does. */
export const readPair = async (db: Queryable, person: string, other: string): Promise<[Relation, Relation]> => {
  const rows = await db.query<Relation & { person: string }>(pairSql, [person, other])
  const of = (id: string) => rows.find((row) => row.person === id) ?? strangers
  return [of(person), of(other)]
}

const deleteSql = 'delete from relation where person = $1 and other = $2'
const putSql = `
  insert into relation (person, other, stands, since, at, note, memo, favourite, labels, blocked, restricted, games)
  values ($1, $2, $3, $4, to_timestamp($5 / 1000.0), $6, $7, $8, $9::text[], $10, $11, $12::text[])
  on conflict (person, other) do update set stands = excluded.stands, since = excluded.since, at = excluded.at,
    games = excluded.games, note = excluded.note, memo = excluded.memo, favourite = excluded.favourite, labels = excluded.labels,
    blocked = excluded.blocked, restricted = excluded.restricted`

export const putRelation = async (db: Queryable, person: string, other: string, relation: Relation): Promise<void> => {
  const { stands, since, at, games, note, memo, favourite, labels, blocked, restricted } = relation
  if (!stands && !blocked && !restricted) await db.query(deleteSql, [person, other])
  else
    await db.query(putSql, [
      ...[person, other, stands, since, at, note, memo, favourite, labels, blocked, restricted, games],
    ])
}

const countSql = `select count(*)::int as count from relation where person = $1 and stands = $2`

/** How many stand so with somebody. */
export const countStanding = async (db: Queryable, person: string, stands: Stands): Promise<number> =>
  (await db.query<{ count: number }>(countSql, [person, stands]))[0]?.count ?? 0

const sharedSql = `
  select exists (
    select from relation own join relation theirs on theirs.person = own.other and theirs.other = $2 and theirs.stands = 'contact'
    where own.person = $1 and own.stands = 'contact'
  ) as shared`

/** Whether somebody is a contact of both. */
export const doShareContact = async (db: Queryable, person: string, other: string): Promise<boolean> =>
  (await db.query<{ shared: boolean }>(sharedSql, [person, other]))[0]?.shared ?? false

/** Where the label is to be called otherwise, and has that name as well, it is there once. */
const labelSql = `
  update relation set labels =
    case when $3 = '' or $3 = any(labels) then array_remove(labels, $2) else array_replace(labels, $2, $3) end
  where person = $1 and stands = 'contact' and $2 = any(labels) returning 1`

/** Whether any contact had it. */
export const renameLabel = async (db: Queryable, person: string, label: string, name: string): Promise<boolean> =>
  (await db.query(labelSql, [person, label, name])).length > 0

export interface Listed extends Relation {
  readonly other: string
}

/** Whom a list is of. */
export type Of = Stands | 'blocked' | 'restricted'

const conditions: Readonly<Record<Of | 'all', string>> = {
  all: 'true',
  contact: `stands = 'contact'`,
  sent: `stands = 'sent'`,
  received: `stands = 'received'`,
  blocked: 'blocked',
  restricted: 'restricted',
}

/** With where the stream stands, in one statement, so that both are of one moment; a row without anybody where the page is empty. */
const listSql = (of: Of | 'all') => `
  select stream.head, (select current_epoch()) as epoch, listed.*
  from stream left join lateral (
    select other, ${columns} from relation
    where person = $1 and other > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000') and ${conditions[of]}
      and ($4::text is null or games = '{}' or $4 = any(games))
    order by other limit $3
  ) listed on true
  where stream.id = $1 order by other`

interface Row extends Listed, InEpoch {
  readonly head: number
}

/** Somebody who has no stream yet stands with nobody, at its beginning. */
export const listRelations = async (
  db: Database,
  person: string,
  {
    of = 'all',
    game,
    after,
    limit,
  }: { readonly of?: Of | 'all'; readonly game?: string; readonly after?: string; readonly limit: number },
) => {
  const rows = await db.query<Row>(listSql(of), [person, after ?? null, limit, game ?? null])
  return { epoch: db.read(rows), head: rows[0]?.head ?? 0, people: rows.filter(({ other }) => other !== null) }
}
