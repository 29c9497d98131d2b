/** A picture of a page, written anew as every image is, and kept as a file of nobody's. */
import { createHash, randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { beforeIds } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { isImage, kindOf } from '../kinds.ts'
import { make } from '../making.ts'
import { hasToWait } from '../scanning/scanned.ts'
import { holdContent } from '../store/contents.ts'
import { insertFile } from '../store/files.ts'
import { incomingPath, keepContent, removeIncoming } from '../taking.ts'

type Means = Pick<Context, 'db' | 'config' | 'kept' | 'incoming' | 'reader' | 'scan' | 'counts'>

/** As a link is looked at, and not as anybody calls it. */
const name = 'preview'

/** The id of the file, which goes after so many hours unless a message refers to it; null where it is no image. Fails as images do. */
export const takePicture = async (means: Means, bytes: Buffer, hours: number): Promise<string | null> => {
  const id = randomUUID()
  const path = incomingPath(means, id)
  const hash = createHash('sha256').update(bytes).digest()
  const file = { id, owner: beforeIds, name, size: bytes.length }
  try {
    await writeFile(path, bytes, { mode: 0o600 })
    if (!isImage(await kindOf(path))) return null
    const isKnown = await means.db.transaction(async (tx) => {
      const content = await holdContent(tx, hash)
      if (content !== undefined) await insertFile(tx, { ...file, content }, hours)
      return content !== undefined
    })
    if (isKnown) return id
    const waits = await hasToWait(means, path)
    await keepContent(
      means,
      { ...(await make(means, path, hash)), waits },
      {
        settle: (tx, content) => insertFile(tx, { ...file, content }, hours),
      },
    )
    return id
  } finally {
    await removeIncoming(path)
  }
}
