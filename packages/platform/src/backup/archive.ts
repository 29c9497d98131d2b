/**
 * The form of an archive: frames within gzip, the last of which has the digest of all before it. So one that was cut off, or has
 * changed in a single bit, is known before anything is done with it.
 *
 * A frame is one letter, the length of its body in four bytes, and the body: `H` the header, `T` a table that begins, `F` a file
 * that begins, `D` rows of the one as COPY writes them or bytes of the other, `E` the end.
 */
import { createHash, type Hash } from 'node:crypto'
import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'

export interface NotedMigration {
  readonly part: string
  readonly number: number
  readonly name: string
  readonly breaking: boolean
}

export interface NotedService {
  readonly name: string
  readonly epoch: number
  readonly migrations: readonly NotedMigration[]
  readonly sequences: readonly { readonly name: string; readonly last: string }[]
}

export interface Header {
  readonly format: 'parley backup 1'
  /** When its snapshot was taken, by the clock of Postgres. */
  readonly at: string
  readonly services: readonly NotedService[]
}

export interface Table {
  readonly service: string
  readonly name: string
  readonly columns: readonly string[]
}

export type Part =
  | { readonly header: Header }
  | { readonly table: Table }
  /** What somebody sent, under its name in the store; behind all tables. */
  | { readonly file: { readonly name: string } }
  /** Of the table or the file before. */
  | { readonly rows: Buffer }

/** Why an archive is not to be used: one sentence. */
export class BadArchive extends Error {}

const letterOf = (part: Part): [string, Buffer] => {
  if ('header' in part) return ['H', Buffer.from(JSON.stringify(part.header))]
  if ('table' in part) return ['T', Buffer.from(JSON.stringify(part.table))]
  if ('file' in part) return ['F', Buffer.from(JSON.stringify(part.file))]
  return ['D', part.rows]
}

const frame = (letter: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5, letter, 'latin1')
  head.writeUInt32BE(body.length, 1)
  return Buffer.concat([head, body])
}

async function* framed(parts: AsyncIterable<Part>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  for await (const part of parts) {
    const next = frame(...letterOf(part))
    hash.update(next)
    yield next
  }
  yield frame('E', hash.digest())
}

export const writeArchive = (parts: AsyncIterable<Part>, to: Writable): Promise<void> =>
  pipeline(framed(parts), createGzip(), to)

/** More than COPY ever writes at once, so that a damaged length asks for no memory. */
const mostBytes = 1024 * 1024 * 1024

/** Whole frames out of pieces of any size. */
async function* framesIn(
  bytes: AsyncIterable<Buffer>,
): AsyncGenerator<{ letter: string; body: Buffer; whole: Buffer }> {
  let held: Buffer[] = []
  let size = 0
  let needed = 5
  for await (const piece of bytes) {
    held.push(piece)
    size += piece.length
    while (size >= needed) {
      const all = held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held)
      held = [all]
      const length = all.readUInt32BE(1)
      if (length > mostBytes) throw new BadArchive('it is damaged')
      needed = 5 + length
      if (size < needed) break
      yield { letter: all.toString('latin1', 0, 1), body: all.subarray(5, needed), whole: all.subarray(0, needed) }
      held = [all.subarray(needed)]
      size -= needed
      needed = 5
    }
  }
  if (size > 0) throw new BadArchive('it ends in the middle')
}

const partOf = (letter: string, body: Buffer): Part => {
  if (letter === 'D') return { rows: body }
  if (letter === 'H') return { header: JSON.parse(body.toString()) }
  if (letter === 'T') return { table: JSON.parse(body.toString()) }
  if (letter === 'F') return { file: JSON.parse(body.toString()) }
  throw new BadArchive('it is damaged')
}

const checkEnd = (hash: Hash, body: Buffer): void => {
  if (!hash.digest().equals(body)) throw new BadArchive('it is damaged')
}

/** zlib knows by itself that something is missing, or is not what it was. */
const explain = (reason: unknown): never => {
  const { code = '', message } = reason as Error & { code?: string }
  if (code === 'Z_BUF_ERROR') throw new BadArchive('it ends in the middle')
  if (message === 'incorrect header check') throw new BadArchive('it is none that `parley backup` made')
  if (code.startsWith('Z_')) throw new BadArchive('it is damaged')
  throw reason
}

async function* unpacked(from: Readable): AsyncGenerator<Buffer> {
  const gunzip = createGunzip()
  const piped = pipeline(from, gunzip).catch(() => {})
  try {
    for await (const piece of gunzip) yield piece
  } catch (reason) {
    explain(reason)
  } finally {
    from.destroy()
    await piped
  }
}

/** Everything in the archive. Throws `BadArchive`, at its end at the latest, where it is not as it was written. */
export async function* readArchive(from: Readable): AsyncGenerator<Part> {
  const hash = createHash('sha256')
  let [isFirst, isOver] = [true, false]
  for await (const { letter, body, whole } of framesIn(unpacked(from))) {
    if (isOver) throw new BadArchive('something stands behind its end')
    if (isFirst && letter !== 'H') throw new BadArchive('it is none that `parley backup` made')
    isFirst = false
    isOver = letter === 'E'
    if (isOver) {
      checkEnd(hash, body)
      continue
    }
    hash.update(whole)
    yield partOf(letter, body)
  }
  if (!isOver) throw new BadArchive('it ends in the middle')
}
