/**
 * Tells the presence service who is there, by connections to this gateway: of each user whether they have any, and whether somebody sits
 * before one of them. What has changed is told soon and together, and everything again every few seconds, so that what was lost or
 * forgotten is known again. Where there is no such service, nobody hears it.
 */
import { askOwner, type Bus, type Log, steadyNow } from '@parley/service-kit'
import { presenceOwner } from '@parley/wire'
import type { Connection } from './connection.ts'

/** Changes of so long are told together. */
const soonMs = 250
/** How often everything is told, and for how long it holds: two times may be lost. */
const renewMs = 6_000
const forMs = 20_000
/** People in one message: some tens of kilobytes. */
const mostTold = 500
/** The service is asked for no answer but that it has taken it. */
const withinMs = 5_000

type Sitter = Pick<Connection, 'user' | 'closed' | 'idle'>
type LeaseBus = Pick<Bus, 'ask' | 'subjects' | 'connected' | 'onReconnect'>

/** Connections of one user. */
interface Here {
  all: number
  active: number
}

export class Leases implements AsyncDisposable {
  readonly #bus: LeaseBus
  readonly #gateway: string
  readonly #log: Pick<Log, 'debug'>
  readonly #here = new Map<string, Here>()
  readonly #changed = new Set<string>()
  readonly #timer: NodeJS.Timeout
  #turn = 0
  #renewedAt = steadyNow()
  #isTelling = false
  /** It did not hear the last time: it is told everything the next time, and nothing before. */
  #isAway = false

  constructor(bus: LeaseBus, gateway: string, log: Pick<Log, 'debug'>) {
    this.#bus = bus
    this.#gateway = gateway
    this.#log = log
    this.#timer = setInterval(() => void this.look(), soonMs)
    bus.onReconnect(() => {
      this.#renewedAt = Number.NEGATIVE_INFINITY
    })
  }

  /** After hello. Somebody sits there, until the client says otherwise. */
  enter(connection: Sitter): void {
    if (connection.closed || connection.idle !== undefined) return
    connection.idle = false
    this.#count(connection.user, 1, 1)
  }

  /** Before hello it says nothing. */
  set(connection: Sitter, idle: boolean): void {
    if (connection.closed || connection.idle === undefined || connection.idle === idle) return
    connection.idle = idle
    this.#count(connection.user, 0, idle ? -1 : 1)
  }

  leave(connection: Sitter): void {
    if (connection.idle === undefined) return
    this.#count(connection.user, -1, connection.idle ? 0 : -1)
    connection.idle = undefined
  }

  #count(user: string, all: number, active: number): void {
    const here = this.#here.get(user) ?? { all: 0, active: 0 }
    const before = this.#wordOf(user)
    here.all += all
    here.active += active
    if (here.all === 0) this.#here.delete(user)
    else this.#here.set(user, here)
    if (this.#wordOf(user) !== before) this.#changed.add(user)
  }

  #wordOf(user: string): 0 | 1 | undefined {
    const here = this.#here.get(user)
    return here && (here.active > 0 ? 1 : 0)
  }

  /** Tells what is due. One time at a time: what changes meanwhile is told the next time. */
  async look(): Promise<void> {
    if (this.#isTelling || !this.#bus.connected()) return
    const isDue = steadyNow() - this.#renewedAt >= renewMs
    if (!isDue && (this.#isAway || this.#changed.size === 0)) return
    this.#isTelling = true
    const told = [...new Set([...this.#changed, ...(isDue ? this.#here.keys() : [])])]
    this.#changed.clear()
    if (isDue) this.#renewedAt = steadyNow()
    try {
      for (let at = 0; at < told.length; at += mostTold) await this.#tell(told.slice(at, at + mostTold))
      this.#isAway = false
    } catch (err) {
      this.#isAway = true
      this.#log.debug({ err }, 'who is there is not told; all of it is, later')
    } finally {
      this.#isTelling = false
    }
  }

  async #tell(users: readonly string[]): Promise<void> {
    const words = users.map((user) => [user, this.#wordOf(user)] as const)
    const here = words.flatMap(([user, word]) => (word === undefined ? [] : [[user, word] as const]))
    const gone = words.flatMap(([user, word]) => (word === undefined ? [user] : []))
    const news = { gateway: this.#gateway, turn: ++this.#turn, forMs, here, gone }
    await askOwner(this.#bus, presenceOwner, 'leases', news, withinMs)
  }

  /** Those who have gone last are told, as far as there is anybody to tell. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    await this.look()
  }
}
