/** Files: whose they are, and what they hold. */
import type { Queryable } from '@parley/service-kit'
import { forgetEmpty, type Part, type Placed } from './contents.ts'
import { addUsage } from './uploads.ts'

export interface FileRow {
  readonly id: string
  readonly owner: string
  readonly name: string
  readonly size: number
  readonly type: string
  readonly width: number | null
  readonly height: number | null
  readonly thumbhash: Buffer | null
  readonly duration: number | null
  /** Whether nobody sees it yet, as a scanner has not looked at it. */
  readonly waits: boolean
}

const insertSql = `
  insert into file (id, owner, content, name, size, until)
  values ($1, $2, $3, $4, $5, now() + make_interval(hours => $6))`

export interface NewFile {
  readonly id: string
  readonly owner: string
  readonly content: number
  readonly name: string
  readonly size: number
}

/** It goes after so many hours, unless it is sent. */
export const insertFile = async (tx: Queryable, file: NewFile, hours: number): Promise<void> =>
  void (await tx.query(insertSql, [file.id, file.owner, file.content, file.name, file.size, hours]))

const these = (condition: string) => `
  select file.id, file.owner, file.name, file.size, content.type, content.width, content.height, content.thumbhash, content.duration,
    content.waits is not null as waits
  from unnest($1::uuid[]) with ordinality as asked (id, ord)
  join file on file.id = asked.id join content on content.id = file.content
  where ${condition} order by asked.ord`
const ownSql = these('file.owner = $2 and not exists (select from archive where archive.file = file.id)')
const theseSql = these('true')

/** Those of them that are theirs, in this order; an archive of what there is of them is none. */
export const findOwn = (db: Queryable, owner: string, ids: readonly string[]): Promise<FileRow[]> =>
  db.query<FileRow>(ownSql, [ids, owner])

/** Those of them that are there, whosever they are. */
export const findThese = (db: Queryable, ids: readonly string[]): Promise<FileRow[]> =>
  db.query<FileRow>(theseSql, [ids])

/** What is said of a file; null or not given where nothing is. */
export interface Described {
  readonly alt?: string | null | undefined
  /** In base64. */
  readonly waveform?: string | null | undefined
}

const describeSql = `
  update file set alt = nullif(coalesce($3, alt), ''), waveform = nullif(coalesce($4, waveform), '')
  where id = $2 and owner = $1 returning id`

/** What is not given stays, and an empty text takes away. False where there is no such file of theirs. */
export const describeFile = async (
  db: Queryable,
  owner: string,
  id: string,
  { alt, waveform }: Described,
): Promise<boolean> => (await db.query(describeSql, [owner, id, alt ?? null, waveform ?? null])).length > 0

export interface Served extends Described, Placed {
  readonly id: string
  readonly owner: string
  /** As its owner called it. */
  readonly title: string
  readonly hash: Buffer
  readonly part: Part
  readonly size: number
  readonly type: string
}

const servedSql = `
  select file.id, file.owner, file.name as title, file.alt, file.waveform, content.hash, stored.part, stored.name,
    stored.place, stored.size, stored.type
  from file join content on content.id = file.content join stored on stored.content = content.id
  where file.id = any($1) and content.waits is null`

/** What can be had of them: of each file its parts. */
export const findServed = (db: Queryable, ids: readonly string[]): Promise<Served[]> =>
  db.query<Served>(servedSql, [ids])

const lockSql = 'select id, owner, size, content from file where id = any($1) order by id for update'
const referredSql = 'select distinct file from reference where file = any($1)'
const deleteSql = 'delete from file where id = any($1)'

interface Locked {
  readonly id: string
  readonly owner: string
  readonly size: number
  readonly content: number
}

/** Those of these files to which no message refers go, and what they hold where nothing else refers to that. How many went. */
export const removeUnreferred = async (tx: Queryable, ids: readonly string[]): Promise<number> => {
  const locked = await tx.query<Locked>(lockSql, [ids])
  const referred = new Set((await tx.query<{ file: string }>(referredSql, [ids])).map(({ file }) => file))
  const gone = locked.filter(({ id }) => !referred.has(id))
  if (gone.length === 0) return 0
  await tx.query(deleteSql, [gone.map(({ id }) => id)])
  const byOwner = Map.groupBy(gone, ({ owner }) => owner)
  for (const [owner, files] of [...byOwner].toSorted(([one], [other]) => (one < other ? -1 : 1)))
    await addUsage(tx, owner, -files.reduce((sum, { size }) => sum + size, 0), -files.length)
  await forgetEmpty(tx, [...new Set(gone.map(({ content }) => content))])
  return gone.length
}

const listOverSql = 'select id from file where until <= now() order by until limit $1'

/** Those that have stood in no message for too long. */
export const listOver = async (db: Queryable, most: number): Promise<string[]> =>
  (await db.query<{ id: string }>(listOverSql, [most])).map(({ id }) => id)
