/** What was left goes: uploads that took too long, files that were not sent, bytes of neither. */
import { opendir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Id, matches } from '@parley/protocol'
import type { Job } from '@parley/service-kit'
import type { Context } from './context.ts'
import { lookAtDoubted } from './following.ts'
import { listFree, mayRemove, removeStored } from './store/contents.ts'
import * as files from './store/files.ts'
import * as uploads from './store/uploads.ts'
import { giveUp } from './taking.ts'

const atOnce = 200
/** Bytes are put into the store in less. */
const arrivingMinutes = 60
/** Of what is under way the row is written before the first byte; so much is for clocks of disks. */
const incomingMs = 3_600_000

const sweepUploads = async (context: Context): Promise<number> => {
  const over = await uploads.listOver(context.db, atOnce)
  for (const id of over) await giveUp(context, id)
  return over.length
}

const sweepFiles = async ({ db }: Context): Promise<number> => {
  const over = await files.listOver(db, atOnce)
  return over.length > 0 ? db.transaction((tx) => files.removeUnreferred(tx, over)) : 0
}

/** Nothing goes that a backup is about to read. */
const sweepStored = async ({ db, kept }: Pick<Context, 'db' | 'kept'>): Promise<number> =>
  db.transaction(async (tx) => {
    if (!(await mayRemove(tx))) return 0
    const free = await listFree(tx, kept.places, arrivingMinutes, atOnce)
    for (const [place, placed] of Map.groupBy(free, ({ place }) => place))
      await kept.at(place).remove(placed.map(({ name }) => name))
    const names = free.map(({ name }) => name)
    if (names.length > 0) await removeStored(tx, names)
    return names.length
  })

const idOf = (name: string): string => name.split('.', 1)[0] ?? ''

/** What lies among uploads and is none. */
const sweepIncoming = async ({ db, incoming }: Context, olderMs: number, now: number): Promise<number> => {
  let swept = 0
  for await (const { name } of await opendir(incoming)) {
    const path = join(incoming, name)
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: now }))
    if (now - mtimeMs < olderMs) continue
    const isUnderWay = matches(Id, idOf(name)) && (await uploads.uploadsAmong(db, [idOf(name)])).size > 0
    if (isUnderWay) continue
    await rm(path, { force: true, recursive: true })
    swept++
  }
  return swept
}

export type Swept = Record<'uploads' | 'files' | 'names', number>

/** `now` is by the clock of Postgres. */
export const sweep = async (context: Context, now: number, olderMs = incomingMs): Promise<Swept> => {
  const over = await sweepUploads(context)
  const gone = (await lookAtDoubted(context)) + (await sweepFiles(context))
  const names = (await sweepStored(context)) + (await sweepIncoming(context, olderMs, now))
  return { uploads: over, files: gone, names }
}

export const sweeping = (context: Context, now: () => number): Job<keyof Swept> => ({
  name: 'sweep-files',
  everySeconds: 10,
  isOften: true,
  counts: ['uploads', 'files', 'names'],
  run: () => sweep(context, now()),
})
