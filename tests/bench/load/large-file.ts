/** A file too large to be held, as it goes up in pieces and comes down again. */
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http'

const block = randomBytes(1_048_576)

/** The bytes of it from one place to another. */
function* bytesOf(from: number, to: number): Generator<Buffer> {
  for (let at = from; at < to; ) {
    const within = at % block.length
    const next = block.subarray(within, Math.min(block.length, within + to - at))
    yield next
    at += next.length
  }
}

export const hashOf = (bytes: number): string => {
  const hash = createHash('sha256')
  for (const piece of bytesOf(0, bytes)) hash.update(piece)
  return hash.digest('hex')
}

export interface Piece {
  readonly from: number
  readonly to: number
  /** Where the line breaks, in the midst of it. Not given: it does not. */
  readonly cutAt?: number
}

/** Resolves to the answer; to nothing where the line was cut. */
export const sendPiece = async (
  url: string,
  method: string,
  headers: OutgoingHttpHeaders,
  { from, to, cutAt }: Piece,
): Promise<IncomingMessage | undefined> => {
  const sending = request(url, { method, headers: { ...headers, 'content-length': to - from }, agent: false })
  const answered = once(sending, 'response').catch((reason) => reason)
  for (const bytes of bytesOf(from, cutAt ?? to))
    if (!sending.write(bytes)) await Promise.race([once(sending, 'drain'), answered])
  if (cutAt !== undefined) {
    sending.destroy()
    await answered
    return undefined
  }
  sending.end()
  const [answer] = await answered
  if (!answer || answer.statusCode >= 300) throw new Error(`${method} was answered ${answer?.statusCode}`)
  answer.resume()
  return answer
}

/** Of all that comes. */
export const hashAt = async (url: string): Promise<string> => {
  const hash = createHash('sha256')
  const asking = request(url, { agent: false }).end()
  const [answer] = (await once(asking, 'response')) as [IncomingMessage]
  for await (const bytes of answer) hash.update(bytes)
  return hash.digest('hex')
}

/** The most memory that a process has had, in megabytes. */
export const peakMemory = async (pid: number): Promise<number> => {
  const [, kilobytes = 'NaN'] = /VmHWM:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1_024
}
