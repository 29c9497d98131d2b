/** Archives of people, and what has been collected for them. */
import type { Queryable } from '@parley/service-kit'

export interface ArchiveRow {
  readonly person: string
  readonly session: string
  readonly asked: Date
  readonly version: number
  readonly service: string | null
  readonly step: string | null
  readonly after: string | null
  readonly lines: number
  readonly file: string | null
  readonly bytes: number | null
  readonly ends: Date
  readonly over: boolean
  /** Milliseconds since it was asked for, by the clock of Postgres. */
  readonly age: number
}

const columns = `person, session, asked_at as asked, version, service, step, after, lines, file, bytes, ends_at as ends, over,
  floor(extract(epoch from now() - asked_at) * 1000)::bigint as age`
const nextVersion = `greatest(version + 1, floor(extract(epoch from clock_timestamp()) * 1000)::bigint)`

const findSql = `select ${columns} from archive where person = $1`
const lockSql = `${findSql} for update`
export const findArchive = async (db: Queryable, person: string): Promise<ArchiveRow | undefined> =>
  (await db.query<ArchiveRow>(findSql, [person]))[0]
export const lockArchive = async (tx: Queryable, person: string): Promise<ArchiveRow | undefined> =>
  (await tx.query<ArchiveRow>(lockSql, [person]))[0]

const listSql = `select ${columns} from archive where person = any($1)`
export const listArchives = (db: Queryable, people: readonly string[]): Promise<ArchiveRow[]> =>
  db.query<ArchiveRow>(listSql, [people])

const insertSql = `
  insert into archive (person, session, service, version, ends_at)
  values ($1, $2, $3, floor(extract(epoch from clock_timestamp()) * 1000)::bigint, now() + make_interval(hours => $4))
  on conflict (person) do update set session = excluded.session, service = excluded.service, ends_at = excluded.ends_at,
    asked_at = now(), version = greatest(archive.version + 1, excluded.version), step = null, after = null, lines = 0, file = null,
    bytes = null, over = false
  returning ${columns}`
/** One that is over begins anew. */
export const beginArchive = async (
  tx: Queryable,
  { person, session }: Pick<ArchiveRow, 'person' | 'session'>,
  service: string,
  hours: number,
): Promise<ArchiveRow> => (await tx.query<ArchiveRow>(insertSql, [person, session, service, hours]))[0] as ArchiveRow

const giveSql = `update archive set session = $2 where person = $1 returning ${columns}`
/** From now on this session may have it. */
export const giveArchive = async (tx: Queryable, person: string, session: string): Promise<ArchiveRow> =>
  (await tx.query<ArchiveRow>(giveSql, [person, session]))[0] as ArchiveRow

const openSql = `
  select ${columns} from archive where file is null and not over and ends_at > now() order by random() limit $1`
/** Some of those that are not made yet: others the next time, so that none waits behind one that does not get on. */
export const listOpen = (db: Queryable, most: number): Promise<ArchiveRow[]> => db.query<ArchiveRow>(openSql, [most])

export interface Place {
  readonly service: string | null
  readonly step: string | null
  readonly after: string | null
}

const moveSql = `
  update archive set service = $3, step = $4, after = $5, lines = lines + $6, version = ${nextVersion}
  where person = $1 and version = $2 and not over returning ${columns}`
/** Undefined where somebody else has moved it, or it is over: nothing of what was told then is to be kept. */
export const moveArchive = async (
  tx: Queryable,
  { person, version }: ArchiveRow,
  { service, step, after }: Place,
  lines: number,
): Promise<ArchiveRow | undefined> =>
  (await tx.query<ArchiveRow>(moveSql, [person, version, service, step, after, lines]))[0]

export interface PieceRow {
  readonly entry: string
  readonly lines: number
  readonly packed: Buffer
}

const putPieceSql = `
  insert into archive_piece (person, place, entry, lines, packed)
  select $1, coalesce(max(place), 0) + 1, $2, $3, $4 from archive_piece where person = $1`
/** Behind those that are there. The archive is locked. */
export const putPiece = async (tx: Queryable, person: string, { entry, lines, packed }: PieceRow): Promise<void> =>
  void (await tx.query(putPieceSql, [person, entry, lines, packed]))

const entriesSql = `
  select entry, sum(lines)::bigint as lines, array_agg(place order by place) as places
  from archive_piece where person = $1 group by entry order by min(place)`
const pieceSql = 'select packed from archive_piece where person = $1 and place = $2'

export interface Entry {
  readonly entry: string
  readonly lines: number
  readonly places: readonly number[]
}

export const listEntries = (db: Queryable, person: string): Promise<Entry[]> => db.query<Entry>(entriesSql, [person])
export const readPiece = async (db: Queryable, person: string, place: number): Promise<Buffer | undefined> =>
  (await db.query<Pick<PieceRow, 'packed'>>(pieceSql, [person, place]))[0]?.packed

const dropPiecesSql = 'delete from archive_piece where person = $1'
const makeSql = `
  update archive set file = $3, bytes = $4, version = ${nextVersion}
  where person = $1 and version = $2 and not over returning ${columns}`
/** It is made, and what it was made of goes. Undefined as with `moveArchive`. */
export const putMade = async (
  tx: Queryable,
  { person, version }: ArchiveRow,
  file: string,
  bytes: number,
): Promise<ArchiveRow | undefined> => {
  const [made] = await tx.query<ArchiveRow>(makeSql, [person, version, file, bytes])
  if (made) await tx.query(dropPiecesSql, [person])
  return made
}

const endSql = `
  update archive set over = true, file = null, bytes = null, version = ${nextVersion} where person = $1 and not over
  returning ${columns}`
const endedSql = `select person from archive where ends_at <= now() and not over order by ends_at limit $1`
const forgetSql = `delete from archive where over and asked_at < now() - make_interval(hours => $1) and ends_at <= now()`

/** Undefined where it was over. Its file is up to whoever calls. */
export const endArchive = async (tx: Queryable, person: string): Promise<ArchiveRow | undefined> => {
  const [ended] = await tx.query<ArchiveRow>(endSql, [person])
  if (ended) await tx.query(dropPiecesSql, [person])
  return ended
}
export const listEnded = async (db: Queryable, most: number): Promise<string[]> =>
  (await db.query<Pick<ArchiveRow, 'person'>>(endedSql, [most])).map(({ person }) => person)
/** Of those that are over, when another one may be asked for. */
export const forgetEnded = async (db: Queryable, hours: number): Promise<void> =>
  void (await db.query(forgetSql, [hours]))

const ownFilesSql = `
  select id from file
  where owner = $1 and id > $2 and not exists (select from archive where archive.file = file.id) order by id limit $3`
/** Files of theirs, without the archive itself. */
export const filesOf = async (db: Queryable, person: string, after: string, most: number): Promise<string[]> =>
  (await db.query<{ id: string }>(ownFilesSql, [person, after, most])).map(({ id }) => id)
