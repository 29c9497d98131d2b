/** One POST to somebody whom nobody here has chosen: in bounded time, of what is answered next to nothing is read, and no redirect is followed. */
import { readFileSync } from 'node:fs'
import { type Agent, request as overHttp } from 'node:http'
import { type AgentOptions, Agent as HttpsAgent, request as overHttps } from 'node:https'
import { rootCertificates } from 'node:tls'
import { RequestFilteringHttpsAgent } from 'request-filtering-agent'

export interface Post {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** 0: there was no answer. */
export interface Posted {
  readonly status: number
  /** As the answer asks for; 0: it does not. */
  readonly retrySeconds: number
}

export type Poster = (post: Post) => Promise<Posted>

const withinMs = 10_000
/** Of an answer: who sends more is cut off. */
const mostAnswerBytes = 16_384
const longestWaitSeconds = 86_400

/** Seconds, or a moment (RFC 9110, 10.2.3). */
export const retrySecondsOf = (header: string | undefined, now: number): number => {
  if (header === undefined) return 0
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1_000
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), longestWaitSeconds) : 0
}

const postBy =
  (agent: Agent | undefined): Poster =>
  ({ url, headers, body }) =>
    new Promise((resolve) => {
      const nothing = () => resolve({ status: 0, retrySeconds: 0 })
      const request = url.startsWith('https:') ? overHttps : overHttp
      const bytes = Buffer.from(body)
      const asked = request(url, {
        method: 'POST',
        ...(agent ? { agent } : {}),
        signal: AbortSignal.timeout(withinMs),
        headers: { ...headers, 'content-length': bytes.length },
      })
      asked.on('error', nothing)
      asked.on('response', (answer) => {
        let left = mostAnswerBytes
        answer.on('data', (chunk: Buffer) => {
          left -= chunk.length
          if (left < 0) answer.destroy()
        })
        answer.on('error', () => {})
        answer.on('close', () => asked.destroy())
        const retrySeconds = retrySecondsOf(answer.headers['retry-after'], Date.now())
        resolve({ status: answer.statusCode ?? 0, retrySeconds })
      })
      asked.end(bytes)
    })

const connections: AgentOptions = {
  keepAlive: true,
  maxSockets: 20,
  maxFreeSockets: 20,
  maxTotalSockets: 200,
  timeout: 30_000,
}

export interface PosterOptions {
  /** A file of certificates beside the usual ones. */
  readonly caFile: string | null
  /** Whether private addresses may be reached. */
  readonly toPrivate: boolean
}

/** To endpoints that people give: public addresses alone, looked at when the connection is made, whatever a name said before. */
export const strangers = ({ caFile, toPrivate }: PosterOptions): Poster =>
  postBy(new RequestFilteringHttpsAgent({ ...connections, ...trusting(caFile), allowPrivateIPAddress: toPrivate }))

/** To an address that the operator gives. */
export const ours = ({ caFile }: Pick<PosterOptions, 'caFile'>, url: string): Poster =>
  postBy(url.startsWith('https:') ? new HttpsAgent({ ...connections, ...trusting(caFile) }) : undefined)

const trusting = (caFile: string | null): AgentOptions =>
  caFile === null ? {} : { ca: [...rootCertificates, readFileSync(caFile, 'utf8')] }
