/** Carries out what the connection machine says: tokens, the socket, the timer, frames. */
import type { CommandName, Input, Output } from '@parley/protocol'
import type { Settle } from './calls.ts'
import { SleepWatch } from './clock.ts'
import { atRest, type Connection, type Effect, type Loss, type Input as News, step, wakeTime } from './connection.ts'
import { wordsOf } from './faults.ts'
import { type ParleyError, parleyError } from './parley-error.ts'
import { probe } from './probe.ts'
import type { Having } from './streams.ts'
import { TokenSource } from './token-source.ts'
import { type News as Frame, Wire, type WireOptions } from './wire.ts'

export interface LinkOptions extends WireOptions {
  /** Of the server. */
  readonly url: string
  readonly random: () => number
  readonly fetch?: typeof fetch | undefined
}

export interface LinkOwner {
  token(wanted: { readonly fresh: boolean }): Promise<string>
  /** Positions to resume from, in parts of so many bytes. */
  have(most: number): Having
  /** Called before any event that follows the greeting. */
  greeted(hello: Output<'hello'>): void
  received(frame: Frame): void
  changed(): void
  report(fault: unknown): void
}

/** For what the link asks itself. */
const patienceMs = 15_000
/** How long a sleep of the device may go unnoticed after it. */
const lookEveryMs = 5_000
/** What a hello is besides its positions. */
const helloBytes = 200

export class Link {
  readonly #owner: LinkOwner
  readonly #options: LinkOptions
  readonly #wire: Wire
  readonly #sleep: SleepWatch
  readonly #tokens: TokenSource
  #state: Connection
  #stopTimer = () => {}

  constructor(options: LinkOptions, owner: LinkOwner) {
    this.#options = options
    this.#owner = owner
    this.#wire = new Wire(options, owner)
    this.#sleep = new SleepWatch(options.clock)
    this.#tokens = new TokenSource(owner)
    this.#state = atRest(options.clock.now())
  }

  get connection(): Connection {
    return this.#state
  }

  start(): void {
    this.#feed({ type: 'wake' })
  }

  close(error?: ParleyError): void {
    this.#feed({ type: 'close', ...(error && { error }) })
  }

  /** Tries now, or looks whether the connection still lives. */
  look(): void {
    this.#noticeSleep()
    this.#feed({ type: 'look' })
  }

  /** The system says that there is no network. */
  offline(): void {
    this.#feed({ type: 'offline' })
  }

  /** Gives this connection up, as what comes over it is not right. */
  lose(loss: Loss): void {
    this.#feed({ type: 'lost', loss })
  }

  /**
   * One try on the connection as it is now. UNAVAILABLE: not sent; TIMEOUT: perhaps carried out; BODY_TOO_LARGE and
   * BAD_INPUT: cannot be sent.
   */
  request<C extends CommandName>(command: C, input: Input<C>, timeoutMs: number): Promise<Output<C>> {
    return new Promise((resolve, reject) => {
      if (this.#state.phase !== 'online') return reject(parleyError('UNAVAILABLE', { why: 'not connected' }))
      this.#wire.ask(command, input, timeoutMs, (answer) =>
        'ok' in answer ? resolve(answer.ok as Output<C>) : reject(answer.error),
      )
    })
  }

  /** The same, where what follows the answer on the wire relies on it. */
  ask<C extends CommandName>(command: C, input: Input<C>, settle: Settle): void {
    if (this.#state.phase === 'online') this.#wire.ask(command, input, patienceMs, settle)
    else settle({ error: parleyError('UNAVAILABLE', { why: 'not connected' }) })
  }

  /** Runs the machine with one input; `round` is that of the try which reports, where one does. */
  #feed(news: News, round = this.#state.round): void {
    if (round !== this.#state.round) return
    const { clock, random } = this.#options
    const before = this.#state.phase
    const [state, ...effects] = step(this.#state, news, { now: clock.now(), random: random() })
    this.#state = state
    this.#setTimer()
    for (const effect of effects) this.#carryOut(effect, state.round)
    if (state.phase !== before) this.#owner.changed()
  }

  #setTimer(): void {
    const { clock } = this.#options
    const time = wakeTime(this.#state)
    this.#stopTimer()
    this.#stopTimer =
      time === undefined ? () => {} : clock.after(Math.min(time - clock.now(), lookEveryMs), () => this.#tick())
  }

  #tick(): void {
    this.#noticeSleep()
    this.#feed({ type: 'wake' })
  }

  #noticeSleep(): void {
    const ms = this.#sleep.slept()
    if (ms > 0) this.#feed({ type: 'slept', ms })
  }

  #carryOut(effect: Effect, round: number): void {
    if (effect.type === 'fetch token') void this.#fetchToken(effect.fresh, round)
    else if (effect.type === 'open') this.#open(effect.token, round)
    else if (effect.type === 'hello') this.#greet(round)
    else if (effect.type === 'ping') this.#wire.ask('ping', {}, patienceMs, () => {})
    else if (effect.type === 'renew') void this.#renew(round)
    else if (effect.type === 'probe') void this.#probe(round)
    else if (effect.type === 'report') this.#owner.report(effect.error)
    else this.#wire.drop()
  }

  async #fetchToken(fresh: boolean, round: number): Promise<void> {
    try {
      await this.#wire.prepare()
      this.#feed({ type: 'token', token: await this.#tokens.next(fresh) }, round)
    } catch (error) {
      this.#feed({ type: 'lost', loss: { error: error as ParleyError } }, round)
    }
  }

  /** A socket that cannot even be made: what has worked before may again. */
  #open(token: string, round: number): void {
    try {
      this.#wire.open(token, {
        opened: () => this.#feed({ type: 'opened' }, round),
        heard: () => this.#feed({ type: 'heard' }, round),
        sent: () => this.#feed({ type: 'sent' }, round),
        lost: (code) => this.#feed({ type: 'lost', loss: code === undefined ? {} : { code } }, round),
      })
    } catch (fault) {
      this.#owner.report(fault)
      const name = this.#state.hasWorked ? 'UNAVAILABLE' : 'SETUP_FAULT'
      const error = parleyError(name, { why: `the socket could not be made: ${wordsOf(fault)}` }, fault)
      this.#feed({ type: 'lost', loss: { error } }, round)
    }
  }

  /** What does not fit hello comes before it. A server of the release before does not know that, and what it has not been told is reset. */
  #greet(round: number): void {
    const { limit } = this.#wire
    const { most } = limit
    const { have, rest } = this.#owner.have(most - helloBytes)
    let isWhole = true
    for (const part of rest)
      this.#wire.ask('stream.have', { have: part }, patienceMs, (answer) => {
        if (!('error' in answer)) return
        isWhole = false
        if (answer.error.name === 'BODY_TOO_LARGE') this.#helloRefused(answer.error, round)
      })
    // Where more fits than was thought, it is said again with all.
    this.#hello({ have, opened: true }, round, () => isWhole || limit.most <= most)
  }

  #hello(input: Input<'hello'>, round: number, isEnough: () => boolean): void {
    this.#wire.ask('hello', input, patienceMs, (answer) => {
      if ('error' in answer) return this.#helloFailed(input, answer.error, round, isEnough)
      const hello = answer.ok as Output<'hello'>
      this.#wire.limit.tell(hello.frame_bytes)
      if (!isEnough()) return this.#feed({ type: 'lost', loss: {} }, round)
      this.#owner.greeted(hello)
      this.#feed({ type: 'greeted', hello }, round)
    })
  }

  /** A server of the release before takes no member that it does not know. */
  #helloFailed(
    { opened, ...former }: Input<'hello'>,
    error: ParleyError,
    round: number,
    isEnough: () => boolean,
  ): void {
    if (opened && error.name === 'BAD_INPUT' && round === this.#state.round) this.#hello(former, round, isEnough)
    else this.#helloRefused(error, round)
  }

  #helloRefused(error: ParleyError, round: number): void {
    const isTooLarge = error.name === 'BODY_TOO_LARGE'
    if (isTooLarge) this.#wire.limit.refusedHello(error.body.bytes as number)
    this.#feed({ type: 'lost', loss: isTooLarge ? {} : { error } }, round)
  }

  async #renew(round: number): Promise<void> {
    try {
      const token = await this.#tokens.another()
      if (token === undefined || round !== this.#state.round) return
      const { token_expires_in_ms } = await this.request('token.renew', { token }, patienceMs)
      this.#tokens.taken(token)
      this.#feed({ type: 'renewed', lifeMs: token_expires_in_ms }, round)
    } catch (error) {
      // Tried again until the token expires, save where another session's token calls for a connection of its own.
      const { name } = error as ParleyError
      if (name === 'TOKEN_OF_ANOTHER') this.#feed({ type: 'lost', loss: {} }, round)
    }
  }

  async #probe(round: number): Promise<void> {
    const { url, fetch = globalThis.fetch } = this.#options
    if (!fetch) return
    const { token, isStale } = this.#tokens
    this.#feed({ type: 'probed', verdict: await probe({ url, fetch, token, isStale }) }, round)
  }
}
