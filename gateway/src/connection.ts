/** One socket: who is behind it, what it follows, and what waits to be written to it. Kept small: there are many. */
import type { Duplex } from 'node:stream'
import {
  type Answer,
  type CloseName,
  closeCodes,
  type ErrorBody,
  fail,
  type Input,
  mostPositions,
  type ServerFrame,
} from '@parley/protocol'
import { type Identity, steadyNow } from '@parley/service-kit'
import type { WebSocket } from 'ws'
import { type Encoding, pingFrame } from './encoding.ts'
import { type Followed, none, withoutStream, withStream } from './followed.ts'
import type { ReaderSight } from './reader-sight.ts'
import type { Stream } from './stream.ts'
import type { Flushable, Turn } from './turn.ts'
import type { Holder, Unread } from './unread.ts'

/** Why a socket ended: closed by us, closed by the client, for what RFC 6455 forbids, or the line broke. */
export type CloseReason = CloseName | 'CLIENT' | 'MALFORMED' | 'LOST'

type Positions = NonNullable<Input<'hello'>['have']>

/** The `readyState` of a socket on which no close frame has been sent or read: after one nothing may follow. */
const open = 1

/** Bytes of one turn that are written without a thought to whether the client keeps up. */
const roomyBytes = 65_536

/** One time that streams were asked for by name. */
export interface Asked {
  /** What its user may see has changed since their owner was asked. */
  isOutdated: boolean
}

export class Connection implements Flushable, Holder {
  readonly user: string
  readonly session: string
  readonly address: string
  readonly encoding: Encoding
  expiresAt: number
  /** The id of the key that its token was signed with. */
  key: string
  scopes: Identity['scopes']
  readonly game: Identity['game']
  readonly trusted: Identity['trusted']
  readonly openedAt = steadyNow()
  /** When the client was last heard, by the steady clock. */
  heardAt: number
  pinged = false
  greeted = false
  closed = false
  /** Known where it was us. */
  reason: CloseReason | undefined
  /** Hears no more requests, and is closed when those it has are answered. */
  leaving = false
  #unanswered = 0
  streams: Followed = none
  /** Those of them that it asked for by name, and the last time that it did; undefined for nearly everybody. */
  asides: Map<string, Asked> | undefined
  /** Topics that it watches; undefined for nearly everybody who looks at nobody. */
  topics: Set<string> | undefined
  /** Whether nobody sits before the device; undefined before hello. */
  idle: boolean | undefined
  /** What it may not see, or no more than others; undefined for nearly everybody. */
  sight: ReaderSight | undefined
  /** Told before hello; undefined for nearly everybody, whose positions fit it. */
  #positions: Positions | undefined
  readonly #ws: WebSocket
  readonly #socket: Duplex
  readonly #turn: Turn
  readonly #unread: Unread
  #pending: Buffer | Buffer[] | undefined
  #draining: Promise<void> | undefined

  constructor(
    ws: WebSocket,
    socket: Duplex,
    identity: Identity,
    address: string,
    encoding: Encoding,
    turn: Turn,
    unread: Unread,
  ) {
    this.#ws = ws
    this.#socket = socket
    this.#turn = turn
    this.#unread = unread
    this.user = identity.user
    this.session = identity.session
    this.expiresAt = identity.expiresAt
    this.key = identity.key
    this.scopes = identity.scopes
    this.game = identity.game
    this.trusted = identity.trusted
    this.address = address
    this.encoding = encoding
    this.heardAt = this.openedAt
  }

  /** Positions that did not fit hello. Fails where they are too many. */
  addPositions(have: Positions): void {
    const all = { ...this.#positions, ...have }
    if (Object.keys(all).length > mostPositions) fail('TOO_MANY_STREAMS', { most: mostPositions })
    this.#positions = all
  }

  /** All that were told, with these; no longer kept here. */
  takePositions(have: Positions): Positions {
    if (this.#positions === undefined) return have
    this.addPositions(have)
    const all = this.#positions
    this.#positions = undefined
    return all
  }

  asked(): void {
    this.#unanswered++
  }

  /** Something asked has been answered or refused. */
  settled(): void {
    if (--this.#unanswered === 0 && this.leaving) this.close('GOING_AWAY')
  }

  /** Lets the client go to another gateway, once it has its answers. */
  leave(): void {
    this.leaving = true
    if (this.#unanswered === 0) this.close('GOING_AWAY')
  }

  follow(stream: Stream): void {
    this.streams = withStream(this.streams, stream)
  }

  unfollow(stream: Stream): void {
    this.streams = withoutStream(this.streams, stream)
  }

  /** Finished WebSocket frames; written with all else of this turn, in order. */
  write(frames: Buffer): void {
    if (this.closed) return
    if (this.#pending === undefined) {
      this.#pending = frames
      this.#turn.flushConnection(this)
    } else if (Array.isArray(this.#pending)) this.#pending.push(frames)
    else this.#pending = [this.#pending, frames]
  }

  /** Returns how many bytes that is. */
  send(frame: ServerFrame): number {
    const bytes = this.encoding.write(frame)
    this.write(bytes)
    return bytes.length
  }

  /** Returns how many bytes that is. */
  answer(id: number, ok: unknown): number {
    return this.send({ id, ok } satisfies Answer)
  }

  refuse(id: number | undefined, error: ErrorBody): void {
    this.send(id === undefined ? { error } : { id, error })
  }

  /** What waits since an earlier turn is what the client does not take; this turn's may be as large as it is. */
  flush(): void {
    const pending = this.#pending
    this.#pending = undefined
    if (pending === undefined || this.closed || this.#ws.readyState !== open) return
    if (this.#socket.writableLength > this.#unread.each) this.cut('SLOW_READER')
    else this.#put(Array.isArray(pending) ? Buffer.concat(pending) : pending)
  }

  /** What the system takes at once does not wait. */
  #put(bytes: Buffer): void {
    this.#socket.write(bytes)
    if (this.#socket.writableLength > 0) this.#unread.note(this, bytes.length)
  }

  get unread(): number {
    return this.#socket.destroyed ? 0 : this.#socket.writableLength
  }

  /** Its memory is needed at once: no close frame gets past what waits. */
  abandon(): void {
    if (!this.closed) this.#end('SLOW_READER')
    this.#ws.terminate()
  }

  /** Whether so much waits that what can wait elsewhere should. */
  get isFull(): boolean {
    return !this.closed && (this.#socket.writableNeedDrain || this.#pendingBytes >= roomyBytes)
  }

  get #pendingBytes(): number {
    const pending = this.#pending ?? []
    return Array.isArray(pending) ? pending.reduce((bytes, { length }) => bytes + length, 0) : pending.length
  }

  /** Resolves when the client has taken some of what waited, or is gone. It may be full again by then. */
  drained(): Promise<void> {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined
    })
    return this.#draining
  }

  async #drain(): Promise<void> {
    if (this.#pending !== undefined) await new Promise((resolve) => setImmediate(resolve)) // after this turn's writing
    if (this.closed || !this.#socket.writableNeedDrain) return
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#socket.off('drain', done).off('close', done)
        resolve()
      }
      this.#socket.on('drain', done).on('close', done)
    })
  }

  ping(): void {
    this.pinged = true
    this.write(pingFrame)
  }

  /** Says why and closes, after what is pending. */
  close(name: CloseName): void {
    if (this.closed) return
    this.flush()
    if (this.closed) return
    this.#end(name)
    this.#ws.close(closeCodes[name].code, name)
  }

  /** For a client that does not read: the close frame goes behind what waits, if it still can, and then the line is cut. */
  cut(name: CloseName): void {
    if (this.closed) return
    this.#end(name)
    this.#ws.close(closeCodes[name].code, name)
    setTimeout(() => this.#ws.terminate(), 500).unref()
  }

  #end(name: CloseName): void {
    this.closed = true
    this.reason = name
    this.#pending = undefined
  }
}
