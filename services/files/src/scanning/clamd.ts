/** A scanner for viruses: clamd, asked by INSTREAM. Whatever it does not say plainly is no verdict. */
import { connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** What was found; undefined where there is nothing. */
export interface Verdict {
  readonly found: string | undefined
}

/** Rejects where the scanner is away, or says nothing that is one of these. */
export type Scan = (bytes: Readable) => Promise<Verdict>

/** Of what it says. */
const mostSaid = 4_096

async function* framed(bytes: Readable): AsyncGenerator<Buffer> {
  yield Buffer.from('zINSTREAM\0')
  for await (const piece of bytes) {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(piece.length)
    yield Buffer.concat([length, piece])
    // What it says before it closes is heard before that breaks what is written.
    await new Promise(setImmediate)
  }
  yield Buffer.alloc(4)
}

/** What clamd says of a stream. What is larger than it takes was not looked at, and never will be: it is refused. */
export const verdictOf = (said: string): Verdict => {
  const line = said.replace(/\0.*$/s, '').trim()
  if (line === 'stream: OK') return { found: undefined }
  const [, found] = /^stream: (.+) FOUND$/.exec(line) ?? []
  if (found) return { found }
  if (/size limit exceeded/i.test(line)) return { found: 'it is larger than the scanner takes' }
  throw new Error(`clamd gave no verdict: ${line || 'it said nothing'}`)
}

const dial = (address: URL): Socket =>
  address.protocol === 'unix:'
    ? connect(decodeURIComponent(address.pathname))
    : connect({ host: address.hostname, port: Number(address.port || 3_310) })

/** `address` as tcp://host:3310 or unix:///path; `ms` for all of it. */
export const scanBy =
  (address: string, ms: number): Scan =>
  async (bytes) => {
    const socket = dial(new URL(address))
    let said = ''
    socket.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(0, mostSaid)
    })
    const timer = setTimeout(() => socket.destroy(new Error(`clamd took longer than ${ms} ms`)), ms)
    const closed = new Promise((resolve) => socket.once('close', resolve).on('error', resolve))
    try {
      // It may have said its verdict before it has read all, and closed.
      const broken = await pipeline(Readable.from(framed(bytes)), socket, { end: false }).catch((reason) => reason)
      if (broken && said === '') throw broken
      await closed
      return verdictOf(said)
    } finally {
      clearTimeout(timer)
      socket.destroy()
      bytes.destroy()
    }
  }
