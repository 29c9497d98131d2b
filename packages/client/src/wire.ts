/** The socket and the frames on it: encoded, measured, answered. */
import type {
  Answer,
  CommandName,
  EndedFrame,
  EventFrame,
  Input,
  OpenedFrame,
  ResetFrame,
  ServerFrame,
  SignalFrame,
} from '@parley/protocol'
import { Calls, type Settle } from './calls.ts'
import type { Clock } from './clock.ts'
import { type Codec, codecOf, type Encoding, subprotocolOf } from './encoding.ts'
import { wholeEvent } from './events.ts'
import { isOfTheWay, wordsOf } from './faults.ts'
import { bytesOf, FrameLimit } from './frame-limit.ts'
import { ParleyError, parleyError } from './parley-error.ts'
import { listen, type WebSocketLike } from './web-socket.ts'

export interface WireOptions {
  readonly socketUrl: string
  readonly encoding: Encoding
  readonly clock: Clock
  readonly openSocket: (url: string, protocols: string[]) => WebSocketLike
}

/** What comes without being asked for. */
export type News = EventFrame | SignalFrame | ResetFrame | OpenedFrame | EndedFrame

export interface WireOwner {
  received(frame: News): void
  report(fault: unknown): void
}

/** What becomes of one socket. */
export interface Fate {
  opened(): void
  /** Something came, whatever it is. */
  heard(): void
  sent(): void
  /** `code` is that of the close, if there was one. */
  lost(code?: number): void
}

const tooBig = 1009
/** What is smaller is never refused for its size. */
const uncountedBytes = 3_072

export class Wire {
  readonly limit = new FrameLimit()
  readonly #options: WireOptions
  readonly #owner: WireOwner
  readonly #calls: Calls
  #codec: Codec | undefined
  #socket: WebSocketLike | undefined
  #fate: Fate | undefined

  constructor(options: WireOptions, owner: WireOwner) {
    this.#options = options
    this.#owner = owner
    this.#calls = new Calls(options.clock)
  }

  /** The codec comes over the network in a page, and is not there at all in a program that was built without it. */
  async prepare(): Promise<void> {
    const { encoding } = this.#options
    try {
      this.#codec ??= await codecOf(encoding)
    } catch (fault) {
      this.#owner.report(fault)
      const why = `the encoding ${encoding} could not be loaded: ${wordsOf(fault)}`
      throw parleyError(isOfTheWay(fault) ? 'UNAVAILABLE' : 'SETUP_FAULT', { why }, fault)
    }
  }

  /** Throws what making a socket throws. Nothing is told of it once it is dropped. */
  open(token: string, fate: Fate): void {
    const { openSocket, socketUrl, encoding } = this.#options
    const isOurs = () => this.#fate === fate
    this.#fate = fate
    this.#socket = listen(openSocket(socketUrl, [subprotocolOf(encoding), `bearer.${token}`]), {
      opened: () => isOurs() && fate.opened(),
      received: (data) => isOurs() && this.#receive(data, fate),
      closed: (code) => isOurs() && this.#closed(code, fate),
    })
  }

  /** Gives the id. What no frame can hold is refused here. */
  ask<C extends CommandName>(command: C, input: Input<C>, timeoutMs: number, settle: Settle): number {
    const id = this.#calls.nextId()
    const frame = this.#frameOf({ id, do: command, with: input })
    if (frame instanceof ParleyError) settle({ error: frame })
    else {
      this.#calls.begin(id, bytesOf(frame, uncountedBytes), timeoutMs, settle)
      this.#send(frame)
    }
    return id
  }

  /** What still waits for an answer gets none. */
  drop(): void {
    const socket = this.#socket
    this.#socket = undefined
    this.#fate = undefined
    socket?.close()
    this.#calls.abandon()
  }

  #frameOf(request: { id: number; do: CommandName; with: unknown }): string | Uint8Array | ParleyError {
    const { most } = this.limit
    try {
      const frame = (this.#codec as Codec).encode(request)
      const bytes = bytesOf(frame, most)
      return bytes > most ? tooLarge(bytes, most) : frame
    } catch (fault) {
      return parleyError('BAD_INPUT', { command: request.do, at: '', why: wordsOf(fault) }, fault)
    }
  }

  #send(frame: string | Uint8Array): void {
    try {
      this.#socket?.send(frame as never)
      this.#fate?.sent()
    } catch (fault) {
      this.#owner.report(fault)
      this.#fate?.lost()
    }
  }

  #receive(data: unknown, fate: Fate): void {
    fate.heard()
    try {
      this.#take((this.#codec as Codec).decode(data) as ServerFrame)
    } catch (fault) {
      this.#owner.report(fault)
      fate.lost()
    }
  }

  #take(frame: ServerFrame): void {
    if ('id' in frame) this.#calls.answer(frame as Answer)
    else if ('on' in frame) this.#owner.received('seq' in frame ? wholeEvent(frame) : frame)
    else if ('opened' in frame) this.#owner.received(frame)
    else this.#owner.report(new ParleyError(frame.error))
  }

  #closed(code: number, fate: Fate): void {
    if (code === tooBig) this.#refuseLargest()
    fate.lost(code)
  }

  /** What is the largest was too large. Sent again it would close the connection again. */
  #refuseLargest(): void {
    const { id = 0, bytes = 0 } = this.#calls.largest() ?? {}
    if (this.limit.refused(bytes)) this.#calls.refuse(id, tooLarge(bytes, bytes - 1))
  }
}

const tooLarge = (bytes: number, most: number): ParleyError => parleyError('BODY_TOO_LARGE', { bytes, most })
