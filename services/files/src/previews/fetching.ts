/**
 * What stands at an address that anybody may have written: from public places alone, whatever a name says, in bounded time and size, packed
 * or not. Each hop is judged as the first one.
 */

import { type IncomingMessage, request as overHttp, type RequestOptions } from 'node:http'
import { request as overHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent'
import { targetOf } from './target.ts'

export interface Wanted {
  readonly accept: string
  /** Whether it is to be read, by its type. */
  readonly isWanted: (type: string) => boolean
  /** Unpacked. */
  readonly mostBytes: number
  /** Whether the beginning is enough where there is more; else there is nothing of it. */
  readonly isBeginningEnough: boolean
}

export interface Fetched {
  /** Where it was found, behind all redirects. */
  readonly url: URL
  /** As the answer calls it, in lower case, with its parameters. */
  readonly type: string
  readonly bytes: Buffer
}

export interface FetchOptions {
  /** All hops together. */
  readonly withinMs: number
  /** Not given: those of the web. */
  readonly ports?: readonly number[]
  /** As of a target. */
  readonly hasInner?: boolean
  /** Private addresses that may be reached all the same, and networks of them, as in 10.1.0.0/16. */
  readonly within?: readonly string[]
  /** How names are looked up. Not given: as the system does. */
  readonly lookup?: LookupFunction
}

/** Undefined for whatever cannot be had. */
export type Fetch = (url: URL, wanted: Wanted) => Promise<Fetched | undefined>

const mostHops = 5
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
const mostHeaderBytes = 16_384
/** Packed, besides as many as are wanted unpacked: some of it may come to nothing. */
const mostMorePacked = 262_144
/** Who we are: a host may say in robots.txt or its log what it thinks of that. */
const agentName = 'Parley-Preview/1.0'

const unpackers: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/** Undefined where it is packed in a way that was not asked for. */
const unpacked = (answer: IncomingMessage, mostBytes: number): Readable | undefined => {
  const coding = (answer.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (coding === 'identity') return answer
  const unpack = unpackers[coding]?.()
  if (!unpack) return undefined
  let packed = 0
  answer.on('data', (piece: Buffer) => {
    packed += piece.length
    if (packed > mostBytes + mostMorePacked) answer.destroy(new Error('packed, and too large even so'))
  })
  answer.on('error', (reason) => (unpack as unknown as Readable).destroy(reason))
  return answer.pipe(unpack) as unknown as Readable
}

/** As much as is wanted of it. What is unpacked is counted, so that a bomb is cut off where it would grow. */
const readBounded = async (body: Readable, { mostBytes, isBeginningEnough }: Wanted): Promise<Buffer | undefined> => {
  const pieces: Buffer[] = []
  let bytes = 0
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      pieces.push(piece)
      bytes += piece.length
      if (bytes >= mostBytes) break
    }
  } catch (reason) {
    // A page that is cut off in the middle has its head still.
    if (!isBeginningEnough || bytes === 0) throw reason
  }
  if (bytes > mostBytes && !isBeginningEnough) return undefined
  return Buffer.concat(pieces).subarray(0, mostBytes)
}

export const makeFetch = ({ withinMs, ports, hasInner, lookup, within = [] }: FetchOptions): Fetch => {
  // A name is looked up once, and what is connected to is what was judged.
  const options = { ...(lookup ? { lookup } : {}), allowIPAddressList: [...within] }
  const agents = { 'http:': new RequestFilteringHttpAgent(options), 'https:': new RequestFilteringHttpsAgent(options) }

  const ask = (url: URL, { accept }: Wanted, signal: AbortSignal): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const isSecure = url.protocol === 'https:'
      const options: RequestOptions = {
        agent: agents[isSecure ? 'https:' : 'http:'],
        signal,
        maxHeaderSize: mostHeaderBytes,
        headers: { accept, 'accept-encoding': 'gzip, br', 'user-agent': agentName },
      }
      const asked = isSecure ? overHttps(url, options) : overHttp(url, options)
      asked.on('error', reject)
      asked.on('response', resolve)
      // Of whoever switches to another protocol no answer comes, nor an error.
      asked.on('close', () => reject(new Error('closed without an answer')))
      asked.end()
    })

  const read = async (answer: IncomingMessage, url: URL, wanted: Wanted): Promise<Fetched | undefined> => {
    const type = (answer.headers['content-type'] ?? '').trim().toLowerCase()
    const body = answer.statusCode === 200 && wanted.isWanted(type) ? unpacked(answer, wanted.mostBytes) : undefined
    const bytes = body && (await readBounded(body, wanted))
    return bytes && { url, type, bytes }
  }

  const follow = async (url: URL, wanted: Wanted, signal: AbortSignal): Promise<Fetched | undefined> => {
    let at = url
    for (let hop = 0; hop <= mostHops; hop++) {
      const answer = await ask(at, wanted, signal)
      try {
        if (!redirects.has(answer.statusCode ?? 0)) return await read(answer, at, wanted)
        const next = targetOf(answer.headers.location ?? '', { base: at, ports, hasInner })
        // A page that was private on the way is not asked for in the open.
        if (!next || (at.protocol === 'https:' && next.protocol === 'http:')) return undefined
        at = next
      } finally {
        answer.destroy()
      }
    }
    return undefined
  }

  return async (url, wanted) => {
    const target = targetOf(url.href, { ports, hasInner })
    return target && follow(target, wanted, AbortSignal.timeout(withinMs)).catch(() => undefined)
  }
}
