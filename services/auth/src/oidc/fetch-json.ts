/** What an issuer says of itself: in bounded time and size, without redirects, and from public addresses unless the operator says otherwise. */
import { request as overHttp } from 'node:http'
import { Agent, request as overHttps } from 'node:https'
import { RequestFilteringHttpsAgent } from 'request-filtering-agent'

export type FetchJson = (url: string) => Promise<unknown>

const withinMs = 5_000
const mostBytes = 262_144

/** The address is looked at when the connection is made, whatever a name said before. */
const agentFor = (toPrivate: boolean): Agent => (toPrivate ? new Agent() : new RequestFilteringHttpsAgent())

export const makeFetchJson = (toPrivate: boolean): FetchJson => {
  const agent = agentFor(toPrivate)
  return (url) =>
    new Promise((resolve, reject) => {
      const isSecure = url.startsWith('https:')
      if (!isSecure && !toPrivate) return reject(new Error('not https'))
      const signal = AbortSignal.timeout(withinMs)
      const headers = { accept: 'application/json' }
      const asked = isSecure ? overHttps(url, { agent, signal, headers }) : overHttp(url, { signal, headers })
      asked.on('error', reject)
      asked.on('response', (answer) => {
        const pieces: Buffer[] = []
        let bytes = 0
        answer.on('data', (piece: Buffer) => {
          bytes += piece.length
          if (bytes > mostBytes) answer.destroy(new Error('more than an issuer has to say'))
          else pieces.push(piece)
        })
        answer.on('error', reject)
        answer.on('end', () => {
          if (answer.statusCode !== 200) return reject(new Error(`status ${answer.statusCode}`))
          try {
            resolve(JSON.parse(Buffer.concat(pieces).toString()))
          } catch (reason) {
            reject(reason)
          }
        })
      })
      asked.end()
    })
}
