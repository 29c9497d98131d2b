/**
 * Who may come in, and what is let through: the same for a socket and over HTTP. Whatever is counted is counted by
 * account (by address where there is none) in this gateway, so that no second connection, and no new one, has more.
 */
import {
  type CommandName,
  checkInput,
  commands,
  Failure,
  fail,
  type RateClass,
  scopeOf,
  wordScopeOf,
} from '@parley/protocol'
import { addressKey, checkMay, type Identity, type Scopes, steadyNow, type Tokens } from '@parley/service-kit'
import { Counts } from './counts.ts'
import { type Allowance, Allowances, type Counted, type Left, type Rate, type Rates } from './rates.ts'
import type { Seats } from './seats.ts'
import type { SharedRates } from './shared-rates.ts'
import { missedBytes } from './streams.ts'

export interface Caller {
  readonly user?: string | undefined
  readonly session?: string | undefined
  readonly address: string
  /** What the token is for; undefined where it is for everything. */
  readonly scopes?: Scopes | undefined
  /** The one game that it acts for; undefined where it acts for all. */
  readonly game?: string | undefined
  /** As `Identity` has it. */
  readonly trusted?: true | undefined
}

export interface Admitted {
  readonly input: Record<string, unknown>
  /** The input as JSON, for a service. */
  readonly text: string
}

export interface AdmissionOptions {
  readonly rates: Rates
  /** Unanswered commands of a session. */
  readonly inFlight: number
  readonly tokens: Pick<Tokens, 'verify' | 'now' | 'standingOf'>
  readonly seats: Seats
  /** Not given: what is used here is told to no other gateway. */
  readonly shared?: Pick<SharedRates, 'took'> | undefined
}

const inFlightRetryMs = 100
/** Entries that weigh as much as one command more. */
const entriesPerCommand = 10
/** No list or record that the table takes is longer: what is, will be refused, and is not worth more. */
const mostWeighed = 10_000
/** Of the bytes for what was missed, those that a `hello` may use where all else is used: nobody is kept out at once. */
const greetingShare = 2

/** Of these classes something is written. */
const isStored: Readonly<Record<RateClass, boolean>> = {
  free: false,
  read: false,
  write: true,
  send: true,
  login: true,
  refresh: true,
}

const accountOf = ({ user, address }: Caller): string => user ?? addressKey(address)
const sessionOf = ({ session, address }: Caller): string => session ?? addressKey(address)

/** How many commands one is, by what it brings along: one that sends to many is as many sends. */
export const weightOf = (name: CommandName, given: unknown): number => {
  const { rate, weighs } = commands[name]
  if (weighs === undefined || typeof given !== 'object' || given === null) return 1
  const member: unknown = Object.hasOwn(given, weighs) ? (given as Record<string, unknown>)[weighs] : undefined
  if (typeof member !== 'object' || member === null) return 1
  const { length } = Array.isArray(member) ? member : Object.keys(member)
  const entries = Math.min(length, mostWeighed)
  return rate === 'send' ? Math.max(1, entries) : 1 + Math.floor(entries / entriesPerCommand)
}

const checkScope = (name: CommandName, scopes: Scopes | undefined): void => {
  if (scopes === undefined || scopes.has(name) || scopes.has(wordScopeOf(name))) return
  const scope = scopeOf(name)
  if (!scopes.has(scope)) fail('SCOPE_MISSING', { scope })
}

/** What names a game names the one that the caller acts for. */
const checkGame = (input: Record<string, unknown>, game: string | undefined): void => {
  if (game !== undefined && 'game' in input && input.game !== game) fail('GAME_OF_ANOTHER')
}

export class Admission {
  readonly #rates: Rates
  readonly #inFlight: number
  readonly #tokens: AdmissionOptions['tokens']
  readonly #seats: Seats
  readonly #shared: AdmissionOptions['shared']
  readonly #allowances = new Allowances()
  /**
   * By session, and not by connection: who hangs up and comes back leaves its commands behind, and must not be able to
   * pile them up before a service.
   */
  readonly #unanswered = new Counts()

  constructor({ rates, inFlight, tokens, seats, shared }: AdmissionOptions) {
    this.#rates = rates
    this.#inFlight = inFlight
    this.#tokens = tokens
    this.#seats = seats
    this.#shared = shared
  }

  // Who comes in

  /** Somebody is at the door. Fails where nobody from there may come in now. */
  knock(address: string): void {
    this.#take(this.#allowances.of(addressKey(address)), 'arrival', steadyNow())
    this.#seats.look(address)
  }

  /** Whose token it is. One that has not been seen costs the check of a signature: only so many may fail. */
  async identify(token: string, address: string): Promise<Identity> {
    let charged: Allowance | undefined
    // Counted before it is looked at: many at once must not all pass.
    const charge = () => {
      const allowance = this.#allowances.of(addressKey(address))
      this.#take(allowance, 'badToken', steadyNow())
      charged = allowance
    }
    const giveBack = () => charged?.charge('badToken', this.#rates.badToken, steadyNow(), -1)
    try {
      const identity = await this.#tokens.verify(token, address, charge)
      giveBack()
      return identity
    } catch (reason) {
      if (!(reason instanceof Failure) || !isTokensFault(reason)) giveBack()
      throw reason
    }
  }

  /** When a token ends, also for a client whose clock is not that of auth. */
  lifeUntil(expiresAt: number) {
    return { token_expires_at: expiresAt, token_expires_in_ms: Math.max(0, Math.round(expiresAt - this.#tokens.now())) }
  }

  /** These would like a socket. Fails where they may not have one now. */
  seat({ user, session }: Identity, address: string): void {
    this.#take(this.#allowances.of(user), 'handshake', steadyNow())
    this.#seats.offer({ user, session, address })
  }

  // What they ask

  /**
   * Fails with why a command is not let through: what the token is for, how much the account has asked, what its session has not
   * been answered, the shape, and how much it stores. Who it is has been looked at before (`identify`).
   */
  admit(name: CommandName, given: unknown, caller: Caller): Admitted {
    const { rate, owner, access } = commands[name]
    checkScope(name, caller.scopes)
    if (caller.user !== undefined && access === 'user') checkMay(this.#tokens.standingOf(caller.user), name)
    const now = steadyNow()
    const allowance = this.#allowances.of(accountOf(caller))
    this.#take(allowance, rate, now, weightOf(name, given))
    if (this.#unanswered.of(sessionOf(caller)) >= this.#inFlight)
      fail('TOO_MANY_IN_FLIGHT', { limit: 'IN_FLIGHT', retry_ms: inFlightRetryMs })
    const input = checkInput(name, given) as Record<string, unknown>
    checkGame(input, caller.game)
    if (owner === 'gateway') return { input, text: '' }
    const text = JSON.stringify(input)
    if (isStored[rate]) this.#take(allowance, 'bytes', now, Buffer.byteLength(text))
    return { input, text }
  }

  /** What is left to whoever asks this, of the commands of its class. */
  left(name: CommandName, caller: Caller): Left & { readonly rate: Rate; readonly bucket: RateClass } {
    const bucket = commands[name].rate
    const rate = this.#rates[bucket]
    return { ...this.#allowances.of(accountOf(caller)).left(bucket, rate, steadyNow()), rate, bucket }
  }

  asked(caller: Caller): void {
    this.#unanswered.add(sessionOf(caller))
  }

  answered(caller: Caller): void {
    this.#unanswered.remove(sessionOf(caller))
  }

  /** Counts a refusal. Whether its caller was refused so often that it is no longer worth answering. */
  isFlood(caller: Caller): boolean {
    return this.#allowances.of(sessionOf(caller)).take('refusal', this.#rates.refusal, steadyNow()) > 0
  }

  // What they missed

  /** Before a `hello`. Fails where the account has drawn too much; false where it may not draw a piece of what it missed. */
  mayResume(caller: Caller): boolean {
    const { missed } = this.#rates
    const allowance = this.#allowances.of(accountOf(caller))
    const now = steadyNow()
    const wait = allowance.wait('missed', { ...missed, atOnce: greetingShare * missed.atOnce }, now, 0)
    if (wait > 0) fail('RATE_LIMITED', { limit: missed.setting, retry_ms: wait })
    return allowance.wait('missed', missed, now, missedBytes) === 0
  }

  /** Counts what a `hello` was answered. */
  greeted(caller: Caller, bytes: number): void {
    this.#allowances.of(accountOf(caller)).charge('missed', this.#rates.missed, steadyNow(), bytes)
  }

  /** Whether so many bytes of what was missed may be sent; they count then. */
  mayDraw(caller: Caller, bytes: number): boolean {
    return this.#allowances.of(accountOf(caller)).take('missed', this.#rates.missed, steadyNow(), bytes) === 0
  }

  forget(): void {
    this.#allowances.forgetWhole(steadyNow())
  }

  #take(allowance: Allowance, kind: Counted, now: number, weight = 1): void {
    const rate = this.#rates[kind]
    const wait = allowance.take(kind, rate, now, weight)
    if (wait > 0) fail('RATE_LIMITED', { limit: rate.setting, retry_ms: wait })
    this.#shared?.took(allowance, kind)
  }
}

/** Not one of a service that does not answer. */
const isTokensFault = ({ body }: Failure): boolean => ['TOKEN_INVALID', 'TOKEN_EXPIRED'].includes(body.name)
