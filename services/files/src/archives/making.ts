/** An archive of what has been collected and the files beside it, put into the store as a file of its owner that goes by itself. */
import { randomUUID } from 'node:crypto'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import { beforeIds } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { hashOf } from '../hashing.ts'
import { storedName } from '../names.ts'
import {
  type ArchiveRow,
  type Entry as Collected,
  filesOf,
  listEntries,
  putMade,
  readPiece,
} from '../store/archives.ts'
import * as contents from '../store/contents.ts'
import { findServed, insertFile, type Served } from '../store/files.ts'
import { addUsage, lockUsage } from '../store/uploads.ts'
import { tellArchive } from './telling.ts'
import { type Entry, type Written, writeZip } from './zip.ts'

const inflate = promisify(inflateRaw)
const filesAtOnce = 200
const zipType = 'application/zip'

/** What reads it knows by these what it has before it. */
export const archiveFormat = { format: 'parley.account', version: 1 } as const

type Means = Pick<Context, 'db' | 'kept' | 'incoming' | 'config' | 'publisher' | 'log'>

async function* textOf({ db }: Means, person: string, places: readonly number[]): AsyncGenerator<Buffer> {
  for (const place of places) {
    const packed = await readPiece(db, person, place)
    if (!packed) throw new Error('what was collected has gone meanwhile')
    yield await inflate(packed)
  }
}

const collected = (means: Means, person: string, { entry, places }: Collected): Entry => ({
  name: entry,
  packs: true,
  open: async () => Readable.from(textOf(means, person, places)),
})

/** In any system of files: no folders, and nothing that a name may not have there. */
const plainName = (title: string): string => title.replaceAll(/[\p{Cc}<>:"/\\|?*]/gu, '_')

const bytesOf = ({ kept }: Means, { id, title, place, name }: Served): Entry => ({
  name: `files/bytes/${id}/${plainName(title)}`,
  packs: false,
  open: () => kept.at(place).read(name),
})

async function* entriesOf(means: Means, person: string, lines: readonly Collected[]): AsyncGenerator<Entry> {
  for (const entry of lines) yield collected(means, person, entry)
  for (let after = beforeIds; ; ) {
    const ids = await filesOf(means.db, person, after, filesAtOnce)
    const served = await findServed(means.db, ids)
    for (const one of served.filter(({ part }) => part === 'whole')) yield bytesOf(means, one)
    if (ids.length < filesAtOnce) return
    after = ids.at(-1) ?? after
  }
}

const manifestOf = (row: ArchiveRow, lines: readonly Collected[]) => {
  const counts = new Map(lines.map(({ entry, lines }) => [entry, lines]))
  return (written: readonly Written[]): object => ({
    ...archiveFormat,
    account: row.person,
    asked_at: row.asked.toISOString(),
    entries: written.map((one) => ({ ...one, ...(counts.has(one.name) ? { lines: counts.get(one.name) } : {}) })),
  })
}

/** Its size counts for nothing of what they may store. */
const keep = async (means: Means, row: ArchiveRow, path: string): Promise<ArchiveRow | undefined> => {
  const { db, kept, config } = means
  const [hash, { size }] = [await hashOf(path), await stat(path)]
  const name = storedName(hash, 'zip')
  await contents.noteArriving(db, [{ name, part: 'whole', size, type: zipType }], kept.into)
  await kept.at(kept.into).take(name, path)
  return db.transaction(async (tx) => {
    await lockUsage(tx, row.person)
    const file = randomUUID()
    const made = await putMade(tx, row, file, size)
    const content = made && (await contents.insertContent(tx, { hash, type: zipType, waits: false }))
    if (!made || content === undefined) {
      await contents.freeStored(tx, [name])
      return undefined
    }
    await contents.settleStored(tx, [name], content)
    const title = `parley-${row.asked.toISOString().slice(0, 10)}.zip`
    await insertFile(tx, { id: file, owner: row.person, content, name: title, size: 0 }, config.ARCHIVE_HOURS)
    await addUsage(tx, row.person, 0, 1)
    return made
  })
}

/** Begun anew by whoever comes next, where it ends in the middle. Undefined where it is over meanwhile. */
export const makeArchive = async (means: Means, row: ArchiveRow): Promise<ArchiveRow | undefined> => {
  const path = join(means.incoming, `${randomUUID()}.zip`)
  try {
    const lines = await listEntries(means.db, row.person)
    await writeZip(path, entriesOf(means, row.person, lines), row.asked, manifestOf(row, lines))
    const made = await keep(means, row, path)
    if (made) tellArchive(means, made)
    return made
  } finally {
    await rm(path, { force: true })
  }
}
