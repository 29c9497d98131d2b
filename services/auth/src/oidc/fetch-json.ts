/** What an issuer says: in bounded time and size, without redirects, and from public addresses unless the operator says otherwise. */
import { type IncomingMessage, request as overHttp } from 'node:http'
import { Agent, request as overHttps } from 'node:https'
import { RequestFilteringHttpsAgent } from 'request-filtering-agent'

/** What is posted, where something is. */
export interface PostedForm {
  readonly form: URLSearchParams
  readonly authorization?: string | undefined
}

/** Rejects with IssuerSaysNo where the status is another than 200. */
export type FetchJson = (url: string, posted?: PostedForm) => Promise<unknown>

/** An answer of another status, with what it says. */
export class IssuerSaysNo extends Error {
  readonly status: number
  /** Of OAuth 2.0, as in `invalid_grant`; empty where there is none. */
  readonly error: string

  constructor(status: number, body: unknown) {
    const { error } = (body ?? {}) as { error?: unknown }
    super(`status ${status}`)
    this.status = status
    this.error = typeof error === 'string' ? error : ''
  }
}

const withinMs = 5_000
const mostBytes = 262_144

/** The address is looked at when the connection is made, whatever a name said before. */
const agentFor = (toPrivate: boolean): Agent => (toPrivate ? new Agent() : new RequestFilteringHttpsAgent())

const readText = async (answer: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of answer as AsyncIterable<Buffer>) {
    bytes += piece.length
    if (bytes > mostBytes) throw new Error('more than an issuer has to say')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString()
}

const readNo = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const headersFor = (posted: PostedForm | undefined) => ({
  accept: 'application/json',
  ...(posted && { 'content-type': 'application/x-www-form-urlencoded' }),
  ...(posted?.authorization && { authorization: posted.authorization }),
})

export const makeFetchJson = (toPrivate: boolean): FetchJson => {
  const agent = agentFor(toPrivate)
  return async (url, posted) => {
    const isSecure = url.startsWith('https:')
    if (!isSecure && !toPrivate) throw new Error('not https')
    const method = posted ? 'POST' : 'GET'
    const options = { method, signal: AbortSignal.timeout(withinMs), headers: headersFor(posted) }
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = isSecure ? overHttps(url, { agent, ...options }) : overHttp(url, options)
      asked.on('error', reject).on('response', resolve)
      asked.end(posted?.form.toString())
    })
    const text = await readText(answer)
    if (answer.statusCode !== 200) throw new IssuerSaysNo(answer.statusCode ?? 0, readNo(text))
    return JSON.parse(text)
  }
}
