/** A zip file, written entry by entry, with the sum of each. */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'

export interface Entry {
  readonly name: string
  /** Whether it is worth packing. */
  readonly packs: boolean
  /** Opened when its turn comes. Undefined where it is not there any more: the entry is empty then, and `Written` says so. */
  readonly open: () => Promise<Readable | undefined>
}

export interface Written {
  readonly name: string
  readonly bytes: number
  /** SHA-256 in hexadecimal. */
  readonly sha256: string
  readonly missing?: true
}

/** Passes on what comes, and counts it. */
const measured = async (entry: Entry, into: PassThrough): Promise<Written> => {
  const hash = createHash('sha256')
  let bytes = 0
  const stream = await entry.open()
  if (!stream) into.end()
  else
    await pipeline(
      stream,
      async function* (chunks) {
        for await (const chunk of chunks) {
          hash.update(chunk)
          bytes += chunk.length
          yield chunk
        }
      },
      into,
    )
  return { name: entry.name, bytes, sha256: hash.digest('hex'), ...(stream ? {} : { missing: true as const }) }
}

const manifestName = 'manifest.json'

/** `manifest` is told of all entries, and stands behind them. */
export const writeZip = async (
  path: string,
  entries: AsyncIterable<Entry> | Iterable<Entry>,
  at: Date,
  manifest: (written: readonly Written[]) => object,
): Promise<void> => {
  const zip = new ZipFile()
  const done = pipeline(zip.outputStream, createWriteStream(path))
  const failed = new Promise<never>((_, reject) => zip.once('error', reject))
  done.catch(() => {})
  failed.catch(() => {})
  const options = { mtime: at, mode: 0o100600 }
  const written: Written[] = []
  for await (const entry of entries) {
    const into = new PassThrough()
    zip.addReadStream(into, entry.name, { ...options, compress: entry.packs })
    written.push(await Promise.race([measured(entry, into), failed, done.then(() => Promise.reject(new Error('cut')))]))
  }
  zip.addBuffer(Buffer.from(`${JSON.stringify(manifest(written), null, 2)}\n`), manifestName, options)
  zip.end()
  await Promise.race([done, failed])
}
