import { type Clock, systemClock } from './clock.ts'
import type { DraftStore } from './draft.ts'
import { type Encoding, encodings } from './encoding.ts'
import type { ParleyError } from './parley-error.ts'
import { parleyError } from './parley-error.ts'
import { faultOfPositions, type PositionStore, type Positions } from './positions.ts'
import { memoryUnsent, type UnsentStore } from './unsent-store.ts'
import type { WebSocketLike } from './web-socket.ts'

/** How to connect. Only `url` and `token` have to be given. */
export interface ParleyOptions {
  /** Of the server, for example `https://chat.example.org`; in a page, relative to it. */
  readonly url: string
  /**
   * Gives an access token, asked for before each connection and ahead of each expiry. With `fresh` the one given last
   * did not do. A ParleyError that is not worth a retry ends the connection; a request that did not get through is
   * tried again; any other exception too, unless no token was ever given.
   */
  readonly token: (wanted: { readonly fresh: boolean }) => Promise<string>
  /** `json` by default. */
  readonly encoding?: Encoding | undefined
  /** Where unsent messages are kept; in memory by default. */
  readonly unsent?: UnsentStore | undefined
  /** Where drafts are kept until they are on the server; in memory by default. */
  readonly drafts?: DraftStore | undefined
  /** Up to where events were seen before: what was missed since then comes first. As `positions` had it, or a store. */
  readonly positions?: Positions | PositionStore | undefined
  /** How long a call may take in all: waiting for a connection, repeats and answer. 15 s by default. */
  readonly callTimeoutMs?: number | undefined
  /** How many events each room keeps in memory, besides the older pages asked for. 2,000 by default. */
  readonly keep?: number | undefined
  /** Gets what handlers and stores throw, and what the server should not have sent. `console.error` by default. */
  readonly report?: ((fault: unknown) => void) | undefined
  /** From 0 up to 1, for the pauses between tries. `Math.random` by default. */
  readonly random?: (() => number) | undefined
  /** For tests. */
  readonly clock?: Clock | undefined
  /** Opens a socket; by the WebSocket of the platform by default. Node has one from 22 on, and before that `ws` does. */
  readonly openSocket?: ((url: string, protocols: string[]) => WebSocketLike) | undefined
  /** By which the SDK asks why no socket is let in. */
  readonly fetch?: typeof fetch | undefined
}

export type Settings = Required<Omit<ParleyOptions, 'fetch'>> & Pick<ParleyOptions, 'fetch'>

const given = (options: ParleyOptions): ParleyOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as unknown as ParleyOptions

export const settingsOf = (options: ParleyOptions): Settings => ({
  encoding: 'json',
  unsent: memoryUnsent(),
  drafts: { load: () => undefined, save: () => {} },
  positions: {},
  callTimeoutMs: 15_000,
  keep: 2_000,
  report: (fault) => console.error('parley:', fault),
  random: Math.random,
  clock: systemClock,
  openSocket: (url, protocols) => new WebSocket(url, protocols) as WebSocketLike,
  ...given(options),
})

/** Below the address of the server, which may have a path. One that begins with ws is meant as it is written for HTTP. */
export const addressOf = (url: string, path: string): URL => {
  const base = url.replace(/^ws(?=s?:)/i, 'http').replace(/\/?$/, '/')
  return new URL(path, new URL(base, globalThis.location?.href))
}

export const socketAddress = (url: string): string => addressOf(url, 'v1/socket').href.replace(/^http/, 'ws')

/** What cannot work, however often it is tried; said with what to change. */
export const faultOf = (options: ParleyOptions): ParleyError | undefined => {
  const why = faultOfAddress(options.url) ?? faultOfOptions(options) ?? faultOfPositions(options.positions)
  return why === undefined ? undefined : parleyError('SETUP_FAULT', { why })
}

/** What is wrong with the address of a server, in words. */
export const faultOfAddress = (url: unknown): string | undefined => {
  const example = 'give the address of the server, such as https://chat.example.org'
  if (typeof url !== 'string') return `\`url\` is ${typeof url}: ${example}`
  try {
    const { protocol, username, pathname } = addressOf(url, '')
    if (!/^https?:$/.test(protocol)) return `\`url\` begins with ${protocol} and not with https: or http: (${url})`
    if (username) return '`url` holds a name: log in with `logIn`, and give the address alone'
    return /\/v1\/(socket\/)?$/.test(pathname) ? `\`url\` is to end before /v1 (${url})` : undefined
  } catch {
    return `\`url\` is no address (${url}): ${example}`
  }
}

const faultOfOptions = ({ token, encoding = 'json', openSocket, callTimeoutMs = 1 }: ParleyOptions) => {
  if (typeof token !== 'function')
    return '`token` is to be a function that gives an access token, as `session.token` is'
  if (!encodings.includes(encoding)) return `\`encoding\` is to be one of ${encodings.join(', ')} (${encoding})`
  if (!(callTimeoutMs > 0)) return `\`callTimeoutMs\` is to be a number of milliseconds (${callTimeoutMs})`
  if (!openSocket && typeof WebSocket !== 'function')
    return 'there is no WebSocket here: give `openSocket`, by the package ws, or run it in Node 22'
  return undefined
}
