/** Whom people block and restrict, and who may contact them and add them to groups, as contacts has told it. */
import type { Queryable } from '@parley/service-kit'

/** What somebody does to another one, as of an event of theirs. */
export interface Curb {
  readonly person: string
  readonly other: string
  /** Whether they do so from then on. */
  readonly holds: boolean
  readonly epoch: number
  readonly seq: number
}

export type CurbKind = 'block' | 'restrict'
export type Pair = Pick<Curb, 'person' | 'other'>

const putSql = (kind: CurbKind) => `
  insert into curb (person, other, ${kind}s, ${kind}_epoch, ${kind}_seq)
  select * from unnest($1::uuid[], $2::uuid[], $3::boolean[], $4::bigint[], $5::bigint[]) as new (person, other, holds, epoch, seq)
  where not exists (select from erasing where erasing.person = new.person)
  order by person, other
  on conflict (person, other) do update
    set ${kind}s = excluded.${kind}s, ${kind}_epoch = excluded.${kind}_epoch, ${kind}_seq = excluded.${kind}_seq
    where (curb.${kind}_epoch, curb.${kind}_seq) <= (excluded.${kind}_epoch, excluded.${kind}_seq)
  returning person, other, ${kind}s as holds`
const putsSql: Readonly<Record<CurbKind, string>> = { block: putSql('block'), restrict: putSql('restrict') }

/** Each pair once. What is newer stays; those are given that did not give way. */
export const putCurbs = (
  db: Queryable,
  kind: CurbKind,
  curbs: readonly Curb[],
): Promise<(Pair & Pick<Curb, 'holds'>)[]> =>
  db.query(putsSql[kind], [
    curbs.map(({ person }) => person),
    curbs.map(({ other }) => other),
    curbs.map(({ holds }) => holds),
    curbs.map(({ epoch }) => epoch),
    curbs.map(({ seq }) => seq),
  ])

const columnsOf = (pairs: readonly Pair[]) => [pairs.map(({ person }) => person), pairs.map(({ other }) => other)]

const roomsSql = `
  select room.id from unnest($1::uuid[], $2::uuid[]) as pair (one, other)
  join room on room.kind = 'direct' and room.low = least(pair.one, pair.other) and room.high = greatest(pair.one, pair.other)`

/** The direct rooms of these pairs, as far as they have some. */
export const findDirectRooms = async (db: Queryable, pairs: readonly Pair[]): Promise<string[]> =>
  (await db.query<{ id: string }>(roomsSql, columnsOf(pairs))).map(({ id }) => id)

const closeSql = `update stream set curbed = is_closed(id) where id = any($1::uuid[])`

/** Lets those that are closed refuse what is sent there, and the others take it. */
export const closeRooms = async (tx: Queryable, rooms: readonly string[]): Promise<void> =>
  void (await tx.query(closeSql, [rooms]))

const closedSql = `select is_closed(coalesce(parent, id)) as closed from room where id = $1`

/** Whether it is a direct room, or a thread of one, of which one blocks the other. */
export const isClosed = async (db: Queryable, room: string): Promise<boolean> =>
  (await db.query<{ closed: boolean }>(closedSql, [room]))[0]?.closed === true

export interface Stance {
  readonly user: string
  /** Whether the one who asks blocks them. */
  readonly blocked: boolean
  /** Whether they block the one who asks. */
  readonly blocks: boolean
  readonly contact: string
  readonly groups: string
}

const stancesSql = `
  select id as user, is_blocked($1, id) as blocked, is_blocked(id, $1) as blocks,
    coalesce(privacy.contact, 'everyone') as contact, coalesce(privacy.groups, 'everyone') as groups
  from unnest($2::uuid[]) id left join privacy on privacy.person = id`

/** How these stand with somebody. For good for those whose streams are locked, as far as blocks of theirs go. */
export const readStances = (db: Queryable, person: string, others: readonly string[]): Promise<Stance[]> =>
  db.query<Stance>(stancesSql, [person, others])

export interface Privacy {
  readonly person: string
  readonly contact: string
  readonly groups: string
  readonly epoch: number
  readonly seq: number
}

const privacySql = `
  insert into privacy (person, contact, groups, epoch, seq)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::bigint[]) as new (person, contact, groups, epoch, seq)
  where not exists (select from erasing where erasing.person = new.person)
  order by person
  on conflict (person) do update
    set contact = excluded.contact, groups = excluded.groups, epoch = excluded.epoch, seq = excluded.seq
    where (privacy.epoch, privacy.seq) <= (excluded.epoch, excluded.seq)`

/** Each person once. What is newer stays. */
export const putPrivacies = async (db: Queryable, all: readonly Privacy[]): Promise<void> =>
  void (await db.query(privacySql, [
    all.map(({ person }) => person),
    all.map(({ contact }) => contact),
    all.map(({ groups }) => groups),
    all.map(({ epoch }) => epoch),
    all.map(({ seq }) => seq),
  ]))
