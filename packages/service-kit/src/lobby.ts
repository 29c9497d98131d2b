/**
 * Connections over which HTTP is spoken, from the moment they are accepted until they end or become WebSockets. When
 * there are as many as may be, the one goes for which this side has waited the longest: it idles, or brings a handshake, a
 * request or its reading of an answer drop by drop. Who waits for this side stays.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { errorBody } from '@parley/protocol'
import { addressKey } from './addresses.ts'
import { refuseSocket } from './http-answers.ts'
import { steadyNow } from './steady-clock.ts'

export interface LobbyLimits {
  /** Connections at once. It may change with what else the process has open. */
  most(): number
  /** Of one address, where it is not a trusted proxy's. */
  readonly mostOfAddress: number
  /** Within which a request is answered, and the answer read. */
  readonly answerMs: number
  isTrusted(address: string): boolean
}

/** Why a connection was ended. */
export const dropReasons = ['total', 'address', 'pipeline', 'unanswered'] as const
export type DropReason = (typeof dropReasons)[number]

/** Requests of one connection that wait for their answers: browsers send one at a time. */
const mostPipelined = 100

const lookMs = 1_000
/** What begins so soon after what was before counts from then: most connections ask as soon as they are there. */
const soonMs = 50
const retryMs = 2_000

/** One connection. */
class Place {
  readonly socket: Socket
  /** What its address is counted under; a trusted proxy's is not. */
  readonly address: string | undefined
  /** When it began what it does now. */
  since = steadyNow()
  isHandshake = false
  readonly answers = new Set<ServerResponse>()
  #request: IncomingMessage | undefined
  #answer: ServerResponse | undefined

  constructor(socket: Socket, address: string | undefined) {
    this.socket = socket
    this.address = address
  }

  begin(request: IncomingMessage, answer: ServerResponse): void {
    this.#request = request
    this.#answer = answer
    this.answers.add(answer)
  }

  get isIdle(): boolean {
    return this.answers.size === 0 && !this.isHandshake
  }

  get isWaitedFor(): boolean {
    if (this.isHandshake) return false
    const isReadSlowly = this.#answer?.writableEnded || this.#answer?.writableNeedDrain
    return !this.#request?.complete || isReadSlowly === true
  }

  /** Bytes of answers that its client has not taken. */
  get unread(): number {
    let bytes = 0
    for (const { writableLength } of this.answers) bytes += writableLength
    return bytes
  }

  abandon(): void {
    this.socket.destroy()
  }
}

export class Lobby implements Disposable {
  readonly #limits: LobbyLimits
  /** Ordered by `since`, as those of each address are. */
  readonly #places = new Map<Socket, Place>()
  readonly #byAddress = new Map<string, Set<Place>>()
  readonly #timer: NodeJS.Timeout
  readonly #onClose: (this: Socket) => void
  readonly dropped: Record<DropReason, number> = { total: 0, address: 0, pipeline: 0, unanswered: 0 }

  constructor(limits: LobbyLimits) {
    this.#limits = limits
    this.#timer = setInterval(() => this.look(), lookMs).unref()
    const leave = (socket: Socket) => this.leave(socket)
    this.#onClose = function () {
      leave(this)
    }
  }

  get size(): number {
    return this.#places.size
  }

  get places(): Iterable<{ readonly unread: number; abandon(): void }> {
    return this.#places.values()
  }

  /**
   * A connection that was accepted. One that its client has reset before has no address any more, but may have brought a
   * request: it would be done for nobody, and counted for nobody.
   */
  enter(socket: Socket): void {
    const { remoteAddress } = socket
    if (remoteAddress === undefined) return void socket.destroy()
    const address = this.#limits.isTrusted(remoteAddress) ? undefined : addressKey(remoteAddress)
    if (!this.#hasRoom(socket, address)) return
    const place = new Place(socket, address)
    this.#add(place)
    socket.on('close', this.#onClose)
  }

  /** A request whose headers have come. */
  begin(request: IncomingMessage, answer: ServerResponse): void {
    const place = this.#places.get(request.socket)
    if (!place) return
    place.begin(request, answer)
    if (place.answers.size > mostPipelined) this.#drop(place, 'pipeline')
    else this.#renew(place)
    answer.once('close', () => {
      place.answers.delete(answer)
      if (this.#places.has(place.socket)) this.#renew(place)
    })
  }

  /** Whether the connection may become a WebSocket is being found out. */
  hold(socket: Socket): void {
    const place = this.#places.get(socket)
    if (!place) return
    place.isHandshake = true
    this.#renew(place)
  }

  /** The connection has become a WebSocket, or has ended. */
  leave(socket: Socket): void {
    const place = this.#places.get(socket)
    if (!place) return
    socket.off('close', this.#onClose)
    this.#remove(place)
  }

  /** Ends what has taken too long. */
  look(now = steadyNow()): void {
    for (const place of this.#places.values()) {
      if (now - place.since <= this.#limits.answerMs) return
      if (!place.isIdle) this.#drop(place, 'unanswered')
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  #hasRoom(socket: Socket, address: string | undefined): boolean {
    const most = this.#limits.most()
    const { mostOfAddress } = this.#limits
    const own = address === undefined ? undefined : this.#byAddress.get(address)
    const refuse = (limit: string, allowed: number) => {
      this.dropped[limit === 'HTTP_CONNECTIONS' ? 'total' : 'address']++
      refuseSocket(socket, errorBody('TOO_MANY_CONNECTIONS', { limit, most: allowed, retry_ms: retryMs }))
      return false
    }
    if (own && own.size >= mostOfAddress && !this.#makeRoom(own, 'address'))
      return refuse('HTTP_CONNECTIONS_PER_ADDRESS', mostOfAddress)
    if (this.size >= most && !this.#makeRoom(this.#places.values(), 'total')) return refuse('HTTP_CONNECTIONS', most)
    return true
  }

  #makeRoom(places: Iterable<Place>, reason: DropReason): boolean {
    for (const place of places) {
      if (!place.isWaitedFor) continue
      this.#drop(place, reason)
      return true
    }
    return false
  }

  #drop(place: Place, reason: DropReason): void {
    this.dropped[reason]++
    this.leave(place.socket)
    place.abandon()
  }

  #add(place: Place): void {
    this.#places.set(place.socket, place)
    if (place.address === undefined) return
    const own = this.#byAddress.get(place.address)
    if (own) own.add(place)
    else this.#byAddress.set(place.address, new Set([place]))
  }

  #remove(place: Place): void {
    this.#places.delete(place.socket)
    if (place.address === undefined) return
    const own = this.#byAddress.get(place.address)
    own?.delete(place)
    if (own?.size === 0) this.#byAddress.delete(place.address)
  }

  #renew(place: Place): void {
    const now = steadyNow()
    if (now - place.since < soonMs) return
    place.since = now
    this.#remove(place)
    this.#add(place)
  }
}
