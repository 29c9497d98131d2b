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
import type { Clock } from './clock.ts'
import { atRest, type Connection, type Effect, type Loss, type Input as News, step, wakeTime } from './connection.ts'
import { type Codec, codecOf, type Encoding, subprotocolOf } from './encoding.ts'
import { ParleyError, parleyError } from './parley-error.ts'
import { listen, type WebSocketLike } from './web-socket.ts'

export interface LinkOptions {
  readonly url: string
  readonly encoding: Encoding
  readonly clock: Clock
  readonly random: () => number
  readonly openSocket: (url: string, protocols: string[]) => WebSocketLike
}

export interface LinkOwner {
  token(wanted: { readonly fresh: boolean }): Promise<string>
  /** Positions to resume from. */
  have(): Record<string, [number, number]>
  /** Called before any event that follows the greeting. */
  greeted(hello: Output<'hello'>): void
  received(frame: EventFrame | SignalFrame | ResetFrame): void
  changed(): void
  report(fault: unknown): void
}

/** For what the link asks itself. */
const patienceMs = 15_000

export class Link {
  readonly #owner: LinkOwner
  readonly #options: LinkOptions
  readonly #calls: Calls
  #state: Connection
  #token = ''
  #codec: Codec | undefined
  #socket: WebSocketLike | undefined
  #stopTimer = () => {}

  constructor(options: LinkOptions, owner: LinkOwner) {
    this.#options = options
    this.#owner = owner
    this.#calls = new Calls(options.clock)
    this.#state = atRest(options.clock.now())
  }

  get connection(): Connection {
    return this.#state
  }

  start(): void {
    this.#feed({ type: 'wake' })
  }

  close(): void {
    this.#feed({ type: 'close' })
  }

  /** The device is on a network again. */
  networkIsBack(): void {
    this.#feed({ type: 'network' })
  }

  /** Gives this connection up, as what comes over it is not right. */
  lose(loss: Loss): void {
    this.#feed({ type: 'lost', loss })
  }

  /** One try on the connection as it is now. UNAVAILABLE: not sent; TIMEOUT: perhaps carried out. */
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
      time === undefined ? () => {} : clock.after(time - clock.now(), () => this.#feed({ type: 'wake' }))
  }

  #carryOut(effect: Effect, round: number): void {
    if (effect.type === 'fetch token') void this.#fetchToken(effect.fresh, round)
    else if (effect.type === 'open') this.#open(effect.token, round)
    else if (effect.type === 'hello') this.#hello(round)
    else if (effect.type === 'ping') this.#ask('ping', {}, patienceMs, () => {})
    else if (effect.type === 'renew') void this.#renew(round)
    else this.#drop()
  }

  async #fetchToken(fresh: boolean, round: number): Promise<void> {
    try {
      this.#codec ??= await codecOf(this.#options.encoding)
      this.#feed({ type: 'token', token: await this.#owner.token({ fresh }) }, round)
    } catch (error) {
      this.#failedWith(error, round)
    }
  }

  /** Only our own errors say whether trying again makes sense; after any other one it may. */
  #failedWith(error: unknown, round: number): void {
    if (!(error instanceof ParleyError)) this.#owner.report(error)
    this.#feed({ type: 'lost', loss: error instanceof ParleyError ? { error } : {} }, round)
  }

  #open(token: string, round: number): void {
    const { openSocket, url, encoding } = this.#options
    this.#token = token
    try {
      const socket = openSocket(url, [subprotocolOf(encoding), `bearer.${token}`])
      this.#socket = listen(socket, {
        opened: () => this.#feed({ type: 'opened' }, round),
        received: (data) => this.#receive(data, round),
        closed: (code) => this.#feed({ type: 'lost', loss: { code } }, round),
      })
    } catch (error) {
      this.#failedWith(error, round)
    }
  }

  #hello(round: number): void {
    this.#ask('hello', { have: this.#owner.have() }, patienceMs, (answer) => {
      if ('error' in answer) return this.#feed({ type: 'lost', loss: answer }, round)
      const hello = answer.ok as Output<'hello'>
      this.#owner.greeted(hello)
      this.#feed({ type: 'greeted', hello }, round)
    })
  }

  /** Where the token behind the socket is all there is, a new one is asked for. */
  async #renew(round: number): Promise<void> {
    try {
      const newest = await this.#owner.token({ fresh: false })
      const token = newest === this.#token ? await this.#owner.token({ fresh: true }) : newest
      if (token === this.#token || round !== this.#state.round) return
      const { token_expires_at } = await this.request('token.renew', { token }, patienceMs)
      this.#token = token
      this.#feed({ type: 'renewed', expiresAt: token_expires_at }, round)
    } catch (error) {
      this.#renewalFailed(error, round)
    }
  }

  /** Tried again until the token expires, save where another session's token calls for a connection of its own. */
  #renewalFailed(error: unknown, round: number): void {
    if (!(error instanceof ParleyError)) this.#owner.report(error)
    else if (error.name === 'TOKEN_OF_ANOTHER') this.#feed({ type: 'lost', loss: {} }, round)
  }

  #ask<C extends CommandName>(command: C, input: Input<C>, timeoutMs: number, settle: Settle): void {
    const id = this.#calls.begin(timeoutMs, settle)
    this.#socket?.send((this.#codec as Codec).encode({ id, do: command, with: input }))
    this.#feed({ type: 'sent' })
  }

  #receive(data: unknown, round: number): void {
    if (round !== this.#state.round) return
    this.#feed({ type: 'heard' }, round)
    try {
      this.#take((this.#codec as Codec).decode(data) as ServerFrame)
    } catch (error) {
      this.#failedWith(error, round)
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
