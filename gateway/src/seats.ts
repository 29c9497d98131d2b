/** How many sockets there may be: of a session, of an account, of an address, and in total. */
import { fail } from '@parley/protocol'
import { addressKey } from '@parley/service-kit'
import { Counts } from './counts.ts'

export interface SeatLimits {
  readonly CONNECTIONS_PER_SESSION: number
  readonly CONNECTIONS_PER_ACCOUNT: number
  readonly CONNECTIONS_PER_ADDRESS: number
  readonly CONNECTIONS: number
}

export interface Sitter {
  readonly user: string
  readonly session: string
  readonly address: string
}

/** A seat of one's own becomes free when one gets up; of others' some do all the time. */
const retryMs = { own: 10_000, all: 2_000 }

export class Seats {
  readonly #limits: SeatLimits
  readonly #bySession = new Counts()
  readonly #byAccount = new Counts()
  readonly #byAddress = new Counts()
  #taken = 0

  constructor(limits: SeatLimits) {
    this.#limits = limits
  }

  get taken(): number {
    return this.#taken
  }

  /** Fails with TOO_MANY_CONNECTIONS where nobody from there can have a seat. */
  look(address: string): void {
    this.#hold('CONNECTIONS', this.#taken, retryMs.all)
    this.#hold('CONNECTIONS_PER_ADDRESS', this.#byAddress.of(addressKey(address)), retryMs.own)
  }

  /** Fails with TOO_MANY_CONNECTIONS where these can have none. */
  offer({ user, session, address }: Sitter): void {
    this.look(address)
    this.#hold('CONNECTIONS_PER_SESSION', this.#bySession.of(session), retryMs.own)
    this.#hold('CONNECTIONS_PER_ACCOUNT', this.#byAccount.of(user), retryMs.own)
  }

  take({ user, session, address }: Sitter): void {
    this.#bySession.add(session)
    this.#byAccount.add(user)
    this.#byAddress.add(addressKey(address))
    this.#taken++
  }

  leave({ user, session, address }: Sitter): void {
    this.#bySession.remove(session)
    this.#byAccount.remove(user)
    this.#byAddress.remove(addressKey(address))
    this.#taken--
  }

  #hold(limit: keyof SeatLimits, taken: number, retry: number): void {
    const most = this.#limits[limit]
    if (taken >= most) fail('TOO_MANY_CONNECTIONS', { limit, most, retry_ms: retry })
  }
}
