/** Rooms that follow announcement rooms. */
import { permissionSet } from '@parley/protocol'
import { beforeIds, type Queryable } from '@parley/service-kit'

const manages = permissionSet('manage_rooms')
const view = permissionSet('view')

/** What somebody may do in a room of a space, and what it is. */
export interface Seat {
  readonly space: string
  readonly form: string
  readonly head: number
  readonly manages: boolean
}

const mayAt = (room: string, person: string) => `coalesce(permissions_in(${room}, ${person}, clock_timestamp()), 0)`

const seatsSql = `
  select room.id as room, room.space, room.form, stream.head, may.here & ${manages} <> 0 as manages
  from room join stream on stream.id = room.id
  cross join lateral (select ${mayAt('room.id', '$1')} as here offset 0) may
  where room.id = any($2::uuid[]) and room.space is not null and may.here & ${view} <> 0`

/** Of those of the rooms of spaces that they see. */
export const seatsIn = async (
  db: Queryable,
  person: string,
  rooms: readonly string[],
): Promise<ReadonlyMap<string, Seat>> => {
  const rows = await db.query<Seat & { readonly room: string }>(seatsSql, [person, rooms])
  return new Map(rows.map((row) => [row.room, row]))
}

const countSql = `
  select (select count(*)::int from publication where target = $2) as sources,
    (select count(*)::int from publication where source = $1) as targets,
    exists (select from publication where source = $1 and target = $2) as follows`

export const countPublications = async (db: Queryable, source: string, target: string) =>
  (
    await db.query<{ readonly sources: number; readonly targets: number; readonly follows: boolean }>(countSql, [
      source,
      target,
    ])
  )[0] ?? { sources: 0, targets: 0, follows: false }

export interface Publication {
  readonly source: string
  readonly target: string
  readonly person: string
  readonly done: number
}

const insertSql = `insert into publication (source, target, person, done) values ($1, $2, $3, $4)`

export const insertPublication = (db: Queryable, { source, target, person, done }: Publication) =>
  db.query(insertSql, [source, target, person, done])

const deleteSql = `delete from publication where source = $1 and target = $2 returning 1`

/** False where it did not follow. */
export const deletePublication = async (db: Queryable, source: string, target: string): Promise<boolean> =>
  (await db.query(deleteSql, [source, target])).length > 0

export interface Other {
  readonly room: string
  readonly name?: string
  readonly space: string
  readonly space_name: string
  readonly by: string
}

interface OtherRow extends Omit<Other, 'name'> {
  readonly name: string | null
}

const toOther = ({ name, ...other }: OtherRow): Other => ({ ...other, ...(name === null ? {} : { name }) })

/** Each is called by its name for who sees it: of others it is told that they follow, or are followed, and in which space. */
const othersSql = (own: string, other: string) => `
  select room.id as room, case when ${mayAt('room.id', '$4')} & ${view} <> 0 then room.name end as name, space.id as space, space.name as space_name, publication.person as by
  from publication join room on room.id = publication.${other} join space on space.id = room.space
  where publication.${own} = $1 and room.id > $2 order by room.id limit $3`
const sourcesSql = othersSql('target', 'source')
const targetsSql = othersSql('source', 'target')

interface OthersAsked {
  /** Who asks. */
  readonly person: string
  readonly after?: string | undefined
  readonly most: number
}

export const listSources = async (db: Queryable, target: string, { person, most }: OthersAsked): Promise<Other[]> =>
  (await db.query<OtherRow>(sourcesSql, [target, beforeIds, most, person])).map(toOther)

export const listTargets = async (
  db: Queryable,
  source: string,
  { person, after = beforeIds, most }: OthersAsked,
): Promise<Other[]> => (await db.query<OtherRow>(targetsSql, [source, after, most, person])).map(toOther)

export interface DuePublication extends Publication {
  readonly head: number
  /** Whether who made it so still sees the one and manages the other. */
  readonly holds: boolean
}

/** Also where the source is gone. */
const dueSql = `
  select own.source, own.target, own.person, own.done, coalesce(stream.head, own.done) as head,
    ${mayAt('own.source', 'own.person')} & ${view} <> 0 and ${mayAt('own.target', 'own.person')} & ${manages} <> 0 as holds
  from publication own left join stream on stream.id = own.source
  where (stream.id is null or stream.head > own.done) and (own.source, own.target) > ($1::uuid, $2::uuid)
  order by own.source, own.target limit $3`

export const listDuePublications = (
  db: Queryable,
  { source, target }: Pick<Publication, 'source' | 'target'> = { source: beforeIds, target: beforeIds },
  most: number,
): Promise<DuePublication[]> => db.query<DuePublication>(dueSql, [source, target, most])

export interface Announced {
  readonly seq: number
  readonly key: string
  /** Milliseconds since 1970. */
  readonly at: number
}

const announcedSql = `
  select seq, key, floor(extract(epoch from at) * 1000)::float8 as at from event
  where stream = $1 and seq > $2 and seq <= $3 and ev = 'message.sent' order by seq limit $4`

export const listAnnounced = (db: Queryable, source: string, after: number, upto: number, most: number) =>
  db.query<Announced>(announcedSql, [source, after, upto, most])

const doneSql = `update publication set done = $3 where source = $1 and target = $2 and done < $3`

export const notePassed = (db: Queryable, { source, target }: Pick<Publication, 'source' | 'target'>, done: number) =>
  db.query(doneSql, [source, target, done])
