/**
 * An upload from its first word to the file that it becomes. What it may take is counted before a byte of it is; what it leaves behind where
 * it ends in the middle is found by its names, which are written before the bytes.
 */
import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fail } from '@parley/protocol'
import type { Transaction } from '@parley/service-kit'
import type { Context } from './context.ts'
import { type Made, make, partPath, parts } from './making.ts'
import { checkName } from './names.ts'
import { hasToWait } from './scanning/scanned.ts'
import * as contents from './store/contents.ts'
import { insertFile } from './store/files.ts'
import { addUsage, deleteUpload, findUpload, insertUpload, lockUsage, type Upload } from './store/uploads.ts'

type Means = Pick<Context, 'db' | 'config' | 'kept' | 'incoming' | 'reader' | 'counts' | 'scan'>

export interface Begun {
  readonly id: string
  readonly owner: string
  readonly name: string
  /** How many bytes come; not given where nobody has said. */
  readonly bytes?: number | undefined
}

/** Where what has come of it lies. */
export const incomingPath = ({ incoming }: Pick<Means, 'incoming'>, id: string): string => join(incoming, id)

/** Fails with FILE_NAME_REFUSED, FILE_EMPTY, FILE_TOO_LARGE, UPLOADS_AT_ONCE or FILES_FULL. */
export const beginUpload = async ({ db, config }: Means, begun: Begun): Promise<Upload> => {
  const { FILE_BYTES, ACCOUNT_FILE_BYTES, ACCOUNT_FILES, UPLOADS_PER_ACCOUNT, UPLOAD_MINUTES } = config
  const { id, owner, bytes = FILE_BYTES } = begun
  const upload = { id, owner, name: checkName(begun.name), bytes }
  if (bytes === 0) fail('FILE_EMPTY')
  if (bytes > FILE_BYTES) fail('FILE_TOO_LARGE', { limit: 'FILE_BYTES', most: FILE_BYTES })
  await db.transaction(
    async (tx) => {
      const has = await lockUsage(tx, owner)
      if (has.uploads >= UPLOADS_PER_ACCOUNT)
        fail('UPLOADS_AT_ONCE', { limit: 'UPLOADS_PER_ACCOUNT', most: UPLOADS_PER_ACCOUNT, retry_ms: 5_000 })
      if (has.bytes + bytes > ACCOUNT_FILE_BYTES)
        fail('FILES_FULL', { limit: 'ACCOUNT_FILE_BYTES', most: ACCOUNT_FILE_BYTES })
      if (has.files + 1 > ACCOUNT_FILES) fail('FILES_FULL', { limit: 'ACCOUNT_FILES', most: ACCOUNT_FILES })
      await insertUpload(tx, upload, UPLOAD_MINUTES)
      await addUsage(tx, owner, bytes, 1)
    },
    { account: owner },
  )
  return upload
}

export const removeIncoming = async (path: string): Promise<void> => {
  for (const each of [path, `${path}.json`, ...parts.map((part) => partPath(path, part))])
    await rm(each, { force: true })
}

/** It is as if it had not been. */
export const giveUp = async (means: Means, id: string): Promise<boolean> => {
  const was = await means.db.transaction(async (tx) => {
    const upload = await deleteUpload(tx, id)
    if (upload) await addUsage(tx, upload.owner, -upload.bytes, -1)
    return upload
  })
  await removeIncoming(incomingPath(means, id))
  return was !== undefined
}

const digest = async (path: string): Promise<Buffer> => {
  const hash: Hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 262_144 }), hash)
  return hash.digest()
}

/** What is counted from now on is what came, and not what was asked for. Behind the lock of what the owner stores. */
const settle = async (tx: Transaction, upload: Upload, content: number, size: number, hours: number): Promise<void> => {
  if (!(await deleteUpload(tx, upload.id))) return fail('UPLOAD_NOT_FOUND')
  await insertFile(tx, { ...upload, content, size }, hours)
  await addUsage(tx, upload.owner, size - upload.bytes, 0)
}

/** Whether somebody has uploaded the same before. */
const adopt = ({ db, config }: Means, upload: Upload, hash: Buffer, size: number): Promise<boolean> =>
  db.transaction(async (tx) => {
    await lockUsage(tx, upload.owner)
    const content = await contents.holdContent(tx, hash)
    if (content === undefined) return false
    await settle(tx, upload, content, size, config.UNSENT_HOURS)
    return true
  })

interface Come extends Made {
  /** Bytes of what was uploaded. */
  readonly size: number
  readonly waits: boolean
}

interface Keeping {
  /** Before anything is locked. */
  readonly before?: (tx: Transaction) => Promise<unknown>
  /** A file is made of it. */
  readonly settle: (tx: Transaction, content: number) => Promise<void>
}

/** Its bytes are put into the store, and known from the transaction on that makes a file of it. */
export const keepContent = async (
  { db, kept }: Pick<Means, 'db' | 'kept'>,
  { stored, paths, content, waits }: Omit<Come, 'size'>,
  { before, settle }: Keeping,
): Promise<void> => {
  const names = stored.map(({ name }) => name)
  await contents.noteArriving(db, stored, kept.into)
  for (const [place, name] of names.entries()) await kept.at(kept.into).take(name, paths[place] as string)
  await db.transaction(async (tx) => {
    await before?.(tx)
    const made = await contents.insertContent(tx, { ...content, waits })
    if (made === undefined) await contents.freeStored(tx, names)
    else await contents.settleStored(tx, names, made)
    const held = made ?? (await contents.holdContent(tx, content.hash))
    // Who was first has gone again in between: the repeat of it is the first.
    if (held === undefined) return fail('UNAVAILABLE', { retry_ms: 500 })
    await settle(tx, held)
  })
}

const keep = (means: Means, upload: Upload, come: Come): Promise<void> =>
  keepContent(means, come, {
    before: (tx) => lockUsage(tx, upload.owner),
    settle: (tx, content) => settle(tx, upload, content, come.size, means.config.UNSENT_HOURS),
  })

/**
 * All of it has come, and lies at this path, where nobody else writes: from now on it is a file with the id of the upload, or there is
 * nothing of it.
 */
export const finishUpload = async (
  means: Means,
  id: string,
  owner: string,
  path = incomingPath(means, id),
): Promise<void> => {
  try {
    const upload = (await findUpload(means.db, id, owner)) ?? fail('UPLOAD_NOT_FOUND')
    const { size } = await stat(path)
    if (size === 0) fail('FILE_EMPTY')
    const hash = await digest(path)
    const isKnown = await adopt(means, upload, hash, size)
    if (!isKnown) {
      const waits = await hasToWait(means, path)
      await keep(means, upload, { ...(await make(means, path, hash)), size, waits })
    }
    means.counts.uploaded(isKnown ? 'known' : 'stored', size)
  } finally {
    await removeIncoming(path)
    await giveUp(means, id)
  }
}
