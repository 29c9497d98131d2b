import { type Clock, systemClock } from './clock.ts'
import type { Encoding } from './encoding.ts'
import { memoryOutbox, type OutboxStore } from './outbox-store.ts'
import type { WebSocketLike } from './web-socket.ts'

export interface ParleyOptions {
  /** Of the server, for example `https://chat.example.org`; in a page, relative to it. */
  readonly url: string
  /**
   * Gives an access token, asked for before each connection and ahead of each expiry. With `fresh` the one given last
   * did not do. A ParleyError that is not worth a retry ends the connection; any other exception is tried again.
   */
  readonly token: (wanted: { readonly fresh: boolean }) => Promise<string>
  readonly encoding?: Encoding
  /** Where unsent messages are kept; in memory by default. */
  readonly outbox?: OutboxStore
  /** How long a call may take in all: waiting for a connection, repeats and answer. 15 s by default. */
  readonly callTimeoutMs?: number
  /** How many events each room keeps in memory, besides the older pages asked for. 2,000 by default. */
  readonly keep?: number
  /** Gets what handlers and stores throw, and what the server should not have sent. `console.error` by default. */
  readonly report?: (fault: unknown) => void
  readonly random?: () => number
  readonly clock?: Clock
  readonly openSocket?: (url: string, protocols: string[]) => WebSocketLike
}

export type Settings = Required<ParleyOptions>

const given = (options: ParleyOptions): ParleyOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as unknown as ParleyOptions

export const settingsOf = (options: ParleyOptions): Settings => ({
  encoding: 'json',
  outbox: memoryOutbox(),
  callTimeoutMs: 15_000,
  keep: 2_000,
  report: (fault) => console.error('parley:', fault),
  random: Math.random,
  clock: systemClock,
  openSocket: (url, protocols) => new WebSocket(url, protocols) as WebSocketLike,
  ...given(options),
})

/** Below the address of the server, which may have a path. */
export const addressOf = (url: string, path: string): URL =>
  new URL(path, new URL(url.endsWith('/') ? url : `${url}/`, globalThis.location?.href))

export const socketAddress = (url: string): string => addressOf(url, 'v1/socket').href.replace(/^http/, 'ws')
