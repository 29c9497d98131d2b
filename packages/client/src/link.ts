/** Carries out what the connection machine says: tokens, the socket, the timer, frames. */
import type {
  Answer,
  CommandName,
  EventFrame,
  Input,
  Output,
  ResetFrame,
  ServerFrame,
  SignalFrame,
} from '@parley/protocol'
import { Calls, type Settle } from './calls.ts'
import { type Clock, SleepWatch } from './clock.ts'
import { atRest, type Connection, type Effect, type Loss, type Input as News, step, wakeTime } from './connection.ts'
import { type Codec, codecOf, type Encoding, subprotocolOf } from './encoding.ts'
import { isOfTheWay, wordsOf } from './faults.ts'
import { bytesOf, FrameLimit } from './frame-limit.ts'
import { ParleyError, parleyError } from './parley-error.ts'
import { probe } from './probe.ts'
import type { Having } from './streams.ts'
import { TokenSource } from './token-source.ts'
import { listen, type WebSocketLike } from './web-socket.ts'

export interface LinkOptions {
  /** Of the server. */
  readonly url: string
  readonly socketUrl: string
  readonly encoding: Encoding
  readonly clock: Clock
  readonly random: () => number
  readonly openSocket: (url: string, protocols: string[]) => WebSocketLike
  readonly fetch?: typeof fetch | undefined
}

export interface LinkOwner {
  token(wanted: { readonly fresh: boolean }): Promise<string>
  /** Positions to resume from, so many as fit in so many bytes. */
  have(most: number): Having
  /** Called before any event that follows the greeting. */
  greeted(hello: Output<'hello'>): void
  received(frame: EventFrame | SignalFrame | ResetFrame): void
  changed(): void
  report(fault: unknown): void
}

/** For what the link asks itself. */
const patienceMs = 15_000
/** How long a sleep of the device may go unnoticed after it. */
const lookEveryMs = 5_000
/** What a hello is besides its positions. */
const helloBytes = 200
const tooBig = 1009
/** What is smaller is never refused for its size. */
const uncountedBytes = 3_072

export class Link {
  readonly #owner: LinkOwner
  readonly #options: LinkOptions
  readonly #calls: Calls
  readonly #limit = new FrameLimit()
  readonly #sleep: SleepWatch
  readonly #tokens: TokenSource
  #state: Connection
  #codec: Codec | undefined
  #socket: WebSocketLike | undefined
  /** The id of the hello under way. */
  #hello = 0
  #stopTimer = () => {}

  constructor(options: LinkOptions, owner: LinkOwner) {
    this.#options = options
    this.#owner = owner
    this.#calls = new Calls(options.clock)
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
      this.#ask(command, input, timeoutMs, (answer) =>
        'ok' in answer ? resolve(answer.ok as Output<C>) : reject(answer.error),
      )
    })
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
    else if (effect.type === 'ping') this.#ask('ping', {}, patienceMs, () => {})
    else if (effect.type === 'renew') void this.#renew(round)
    else if (effect.type === 'probe') void this.#probe(round)
    else this.#drop()
  }

  async #fetchToken(fresh: boolean, round: number): Promise<void> {
    try {
      this.#codec ??= await this.#loadCodec()
      this.#feed({ type: 'token', token: await this.#tokens.next(fresh) }, round)
    } catch (error) {
      this.#feed({ type: 'lost', loss: { error: error as ParleyError } }, round)
    }
  }

  /** It comes over the network in a page, and is not there at all in a program that was not built with it. */
  async #loadCodec(): Promise<Codec> {
    const { encoding } = this.#options
    try {
      return await codecOf(encoding)
    } catch (fault) {
      this.#owner.report(fault)
      const why = `the encoding ${encoding} could not be loaded: ${wordsOf(fault)}`
      throw parleyError(isOfTheWay(fault) ? 'UNAVAILABLE' : 'SETUP_FAULT', { why }, fault)
    }
  }

  /** A socket that cannot even be made: what has worked before may again. */
  #open(token: string, round: number): void {
    const { openSocket, socketUrl, encoding } = this.#options
    try {
      const socket = openSocket(socketUrl, [subprotocolOf(encoding), `bearer.${token}`])
      this.#socket = listen(socket, {
        opened: () => this.#feed({ type: 'opened' }, round),
        received: (data) => this.#receive(data, round),
        closed: (code) => this.#closed(code, round),
      })
    } catch (fault) {
      this.#owner.report(fault)
      const name = this.#state.hasWorked ? 'UNAVAILABLE' : 'SETUP_FAULT'
      const error = parleyError(name, { why: `the socket could not be made: ${wordsOf(fault)}` }, fault)
      this.#feed({ type: 'lost', loss: { error } }, round)
    }
  }

  #closed(code: number, round: number): void {
    if (round !== this.#state.round) return
    if (code === tooBig) this.#refuseLargest()
    this.#feed({ type: 'lost', loss: { code } }, round)
  }

  /** What is the largest was too large. Sent again it would close the connection again. */
  #refuseLargest(): void {
    const largest = this.#calls.largest()
    if (!largest) return
    const { id, bytes } = largest
    const most = id === this.#hello ? Math.floor(bytes / 2) : bytes - 1
    if (this.#limit.refused(bytes, most)) this.#calls.refuse(id, tooLarge(bytes, most))
  }

  /** Where more positions fit than were thought, it is said again with all of them. */
  #greet(round: number): void {
    const { most } = this.#limit
    const { have, isWhole } = this.#owner.have(most - helloBytes)
    this.#hello = this.#ask('hello', { have }, patienceMs, (answer) => {
      if ('error' in answer) return this.#feed({ type: 'lost', loss: lossOf(answer.error) }, round)
      const hello = answer.ok as Output<'hello'>
      this.#limit.tell(hello.frame_bytes)
      if (!isWhole && this.#limit.most > most) return this.#feed({ type: 'lost', loss: {} }, round)
      this.#owner.greeted(hello)
      this.#feed({ type: 'greeted', hello }, round)
    })
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
    const verdict = await probe({ url, fetch, token, isStale })
    if (verdict && round === this.#state.round) this.#owner.report(verdict.error)
    this.#feed({ type: 'probed', verdict }, round)
  }

  /** Gives the id. What no frame can hold is refused here. */
  #ask<C extends CommandName>(command: C, input: Input<C>, timeoutMs: number, settle: Settle): number {
    const id = this.#calls.nextId()
    const frame = this.#frameOf({ id, do: command, with: input })
    if (frame instanceof ParleyError) settle({ error: frame })
    else {
      this.#calls.begin(id, bytesOf(frame, uncountedBytes), timeoutMs, settle)
      this.#send(frame)
    }
    return id
  }

  #send(frame: string | Uint8Array): void {
    try {
      this.#socket?.send(frame)
      this.#feed({ type: 'sent' })
    } catch (fault) {
      this.#owner.report(fault)
      this.#feed({ type: 'lost', loss: {} })
    }
  }

  #frameOf(request: { id: number; do: CommandName; with: unknown }): string | Uint8Array | ParleyError {
    const { most } = this.#limit
    try {
      const frame = (this.#codec as Codec).encode(request)
      const bytes = bytesOf(frame, most)
      return bytes > most ? tooLarge(bytes, most) : frame
    } catch (fault) {
      return parleyError('BAD_INPUT', { command: request.do, at: '', why: wordsOf(fault) }, fault)
    }
  }

  #receive(data: unknown, round: number): void {
    if (round !== this.#state.round) return
    this.#feed({ type: 'heard' }, round)
    try {
      this.#take((this.#codec as Codec).decode(data) as ServerFrame)
    } catch (fault) {
      this.#owner.report(fault)
      this.#feed({ type: 'lost', loss: {} }, round)
    }
  }

  #take(frame: ServerFrame): void {
    if ('id' in frame) this.#calls.answer(frame as Answer)
    else if ('on' in frame) this.#owner.received(frame)
    else this.#owner.report(new ParleyError(frame.error))
  }

  #drop(): void {
    const socket = this.#socket
    this.#socket = undefined
    socket?.close()
    this.#calls.abandon()
  }
}

const tooLarge = (bytes: number, most: number): ParleyError => parleyError('BODY_TOO_LARGE', { bytes, most })

/** A hello that was too large is made smaller. */
const lossOf = (error: ParleyError): Loss => (error.name === 'BODY_TOO_LARGE' ? {} : { error })
