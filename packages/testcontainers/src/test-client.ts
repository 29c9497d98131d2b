import { Parley, type ParleyOptions } from '@parley/client'
import type { Link } from './link.ts'
import { until } from './until.ts'

/** Of each span of the backoff: who is back on the network is back within 0.6 s, and does not hammer meanwhile. */
const partOfBackoff = 0.02

/** The SDK's client, on a network of its own that a test can cut. */
export class TestClient extends Parley {
  /** Everything else that can go wrong with a network: delays, crumbs, one direction alone. */
  readonly link: Link
  #closed: Promise<void> | undefined

  /** @internal Made by `StartedParley.connect`. */
  constructor(link: Link, options: Omit<ParleyOptions, 'url'>) {
    super({ url: link.url, random: () => partOfBackoff, ...options })
    this.link = link
  }

  /** Takes the client off the network until `heal`. Resolves when it has noticed. */
  async cut(): Promise<void> {
    this.link.isPlugged = false
    this.link.cut()
    await until(this, 'that the connection is lost', () => this.state !== 'online')
  }

  /** From now on nothing comes through in either direction, and nobody is told, until `heal`. */
  stall(): void {
    this.link.isStalled = true
  }

  /** Puts it back on the network, and resolves when it is online. */
  async heal(): Promise<void> {
    this.link.heal()
    await until(this, 'the client is back online', () => this.state === 'online')
  }

  /** Resolves with what is found in the client, as soon as it is there; rejects after ten seconds. */
  until<T>(what: string, find: () => T | undefined | false, withinMs?: number): Promise<T> {
    return until(this, what, find, withinMs)
  }

  /** Resolves when everything of the stream up to this position has come; rejects after ten seconds, with what has. */
  async waitFor(stream: string, seq: number, withinMs?: number): Promise<void> {
    const has = () => this.position(stream)?.seq
    const instead = () => `, and has ${has() === undefined ? 'nothing of it: it does not follow it' : `${has()}`}`
    await until(this, `position ${seq} of ${stream}`, () => (has() ?? -1) >= seq, withinMs, instead)
  }

  /** Ends the connection for good, and its network. */
  override close(): Promise<void> {
    this.#closed ??= super.close().finally(() => this.link[Symbol.asyncDispose]())
    return this.#closed
  }
}
