/** In which messages files stand. */
import type { Queryable } from '@parley/service-kit'

export interface Reference {
  readonly room: string
  readonly message: string
  readonly file: string
}

const holdSql = `
  select id from file where id = any($1) and owner = coalesce($2, owner) order by id for key share`
const keepSql = 'update file set until = null where id = any($1)'
const noteSql = `
  insert into reference (room, message, file) select $1, $2, unnest($3::uuid[])
  on conflict (room, message, file) do update set noted = now(), sent = false`

interface Noted extends Omit<Reference, 'file'> {
  /** Null where they may be anybody's. */
  readonly owner: string | null
}

/** False where one of them is not there, or not theirs: then nothing is noted. */
export const noteReferences = async (
  tx: Queryable,
  { room, message, owner }: Noted,
  files: readonly string[],
): Promise<boolean> => {
  const held = await tx.query<{ id: string }>(holdSql, [files, owner])
  if (held.length !== files.length) return false
  await tx.query(noteSql, [room, message, files])
  await tx.query(keepSql, [files])
  return true
}

const inRoomsSql = `
  select room, message, file from reference
  where room = any($1) and (room, message, file) > ($2, $3, $4) order by room, message, file limit $5`

/** Of these rooms, behind one of them. */
export const listInRooms = (
  db: Queryable,
  rooms: readonly string[],
  after: Reference,
  most: number,
): Promise<Reference[]> => db.query<Reference>(inRoomsSql, [rooms, after.room, after.message, after.file, most])

const doubtedSql = `
  select room, message, file from reference
  where not sent and noted < now() - make_interval(secs => $1) order by noted limit $2`

/** Those of which chat has not said yet whether the message was sent. */
export const listDoubted = (db: Queryable, seconds: number, most: number): Promise<Reference[]> =>
  db.query<Reference>(doubtedSql, [seconds, most])

const columns = (references: readonly Reference[]) => [
  references.map(({ room }) => room),
  references.map(({ message }) => message),
  references.map(({ file }) => file),
]

const named = `(room, message, file) in (select * from unnest($1::uuid[], $2::uuid[], $3::uuid[]))`
const sentSql = `update reference set sent = true where ${named}`
/** A repeat of the send may note it anew meanwhile. */
const deleteSql = `delete from reference where ${named} and noted <= now() - make_interval(secs => $4) returning file`

export const markSent = async (db: Queryable, references: readonly Reference[]): Promise<void> =>
  void (await db.query(sentSql, columns(references)))

const doubtSql = `update reference set sent = false where ${named} and sent`

/** Of what chat knew once and knows no more, as it was to be sent later and was cancelled, or another picture took its place: it is asked again. */
export const markDoubted = async (db: Queryable, references: readonly Reference[]): Promise<void> =>
  void (await db.query(doubtSql, columns(references)))

/** Those that were noted at least so many seconds ago. The files that they referred to. */
export const deleteReferences = async (
  tx: Queryable,
  references: readonly Reference[],
  seconds: number,
): Promise<string[]> =>
  (await tx.query<{ file: string }>(deleteSql, [...columns(references), seconds])).map(({ file }) => file)
