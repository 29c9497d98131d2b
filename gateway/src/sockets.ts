/** Turns upgrade requests into connections, and keeps the list of them. */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { type CloseName, fail, type Subprotocol } from '@parley/protocol'
import {
  checkPlain,
  type Edge,
  endWith,
  errorOf,
  type HttpSide,
  type Identity,
  type Log,
  type RouteName,
  refuseSocket,
  steadyNow,
  type Tokens,
} from '@parley/service-kit'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Admission } from './admission.ts'
import { Connection } from './connection.ts'
import type { Door } from './doors.ts'
import { encodings } from './encoding.ts'
import { readOffer } from './handshake.ts'
import type { Seats } from './seats.ts'
import type { Traffic } from './traffic.ts'
import type { Turn } from './turn.ts'
import type { Unread } from './unread.ts'

const drainStepMs = 10
/** Pieces of one message: browsers send one, libraries one for each some kilobytes. Each is an object until all are there. */
const mostFragments = 256
/** Pieces of one frame as they come from the network: the smallest packets of honest ones bring more of it than this. */
const leastChunkBytes = 128

export const socketPath = '/v1/socket'
/** Answered where it asks to be a socket. */
export const socketRoute: RouteName = `GET ${socketPath}`

export interface SocketsOptions {
  readonly admission: Admission
  readonly seats: Seats
  /** Where connections are until they are sockets. */
  readonly lobby: HttpSide['lobby']
  readonly turn: Turn
  readonly log: Log
  readonly edge: Edge
  readonly door: Door
  readonly frameBytes: number
  readonly unread: Unread
  readonly traffic: Traffic
  frame(connection: Connection, data: Buffer, isBinary: boolean): void
  ping(connection: Connection, data: Buffer): void
  gone(connection: Connection): void
}

interface Admitted {
  readonly identity: Identity
  readonly address: string
  readonly subprotocol: Subprotocol
}

interface Owned extends WebSocket {
  connection?: Connection
  sockets?: Sockets
}

/** One function for all sockets: a closure each would cost memory for every connection. */
function onMessage(this: Owned, data: Buffer, isBinary: boolean): void {
  if (!this.connection || this.connection.closed || this.connection.leaving) return
  this.connection.heardAt = steadyNow()
  this.connection.pinged = false
  this.sockets?.options.frame(this.connection, data, isBinary)
}

function onPing(this: Owned, data: Buffer): void {
  if (!this.connection || this.connection.closed) return
  this.connection.heardAt = steadyNow()
  this.sockets?.options.ping(this.connection, data)
}

function onPong(this: Owned): void {
  if (!this.connection) return
  this.connection.heardAt = steadyNow()
  this.connection.pinged = false
}

function onClose(this: Owned, code: number): void {
  if (this.connection) this.sockets?.forget(this.connection, code)
}

/** Faults of RFC 6455: ws has closed with the code of that RFC already. */
function onError(this: Owned): void {
  if (this.connection) this.connection.reason ??= 'MALFORMED'
}

/** What ws tells of a socket that ended without a close frame. */
const noFrame = 1006

export class Sockets {
  readonly options: SocketsOptions
  readonly all = new Set<Connection>()
  readonly #server: WebSocketServer
  #accepting = true

  constructor(options: SocketsOptions) {
    this.options = options
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: options.frameBytes,
      maxFragments: mostFragments,
      maxBufferedChunks: Math.ceil(options.frameBytes / leastChunkBytes),
      handleProtocols: (offered) => [...offered][0] ?? false,
      ...{ autoPong: false, closeTimeout: 2_000 }, // milliseconds; not yet in the types
    })
    this.#server.on('wsClientError', (_fault, socket) => endWith(socket, 400, {}))
  }

  /** Never throws: what is refused is answered with its status, and the connection ended. */
  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const onEarlyError = () => socket.destroy()
    this.options.lobby.hold(socket as Socket)
    socket.on('error', onEarlyError)
    try {
      const admitted = await this.#admit(request)
      if (socket.destroyed) return
      if (request.headers['sec-websocket-version'] !== '13') return refuseVersion(socket)
      // In one go with taking the seat: many who waited for the same key come here one right after the other.
      this.options.admission.seat(admitted.identity, admitted.address)
      socket.off('error', onEarlyError)
      this.#server.handleUpgrade(request, socket, head, (ws) => this.#open(ws, socket, admitted))
    } catch (reason) {
      const { log, traffic, edge } = this.options
      const error = errorOf(reason, { log, what: 'a handshake', whom: { address: edge.addressOf(request) } })
      traffic.handshakeRefused(error)
      refuseSocket(socket, error)
    }
  }

  /** The token entry goes no further than this: what comes after sees the subprotocol alone. */
  async #admit(request: IncomingMessage): Promise<Admitted> {
    const offer = readOffer(request.headers['sec-websocket-protocol'])
    hideToken(request, 'error' in offer ? '' : offer.subprotocol)
    if (!this.#accepting) return fail('UNAVAILABLE', { retry_ms: 500 })
    checkPlain(request)
    this.options.edge.checkHost(request)
    if (request.url?.split('?')[0] !== socketPath) return fail('ROUTE_NOT_FOUND')
    const { admission, edge, door } = this.options
    edge.checkOrigin(request)
    const address = edge.addressOf(request)
    door(address)
    admission.knock(address)
    if ('error' in offer) return fail(offer.error)
    const identity = await admission.identify(offer.token, address)
    if (!this.#accepting) return fail('UNAVAILABLE', { retry_ms: 500 })
    return { identity, address, subprotocol: offer.subprotocol }
  }

  #open(ws: Owned, socket: Duplex, { identity, address, subprotocol }: Admitted): void {
    const { turn, unread, traffic, log, seats, lobby } = this.options
    const connection = new Connection(ws, socket, identity, address, encodings[subprotocol], turn, unread)
    lobby.leave(socket as Socket)
    seats.take(connection)
    ws.connection = connection
    ws.sockets = this
    this.all.add(connection)
    traffic.opened.value++
    const { user, session } = connection
    log.debug({ user, session, address }, 'connection opened')
    ws.on('message', onMessage as never)
    ws.on('ping', onPing)
    ws.on('pong', onPong)
    ws.on('close', onClose)
    ws.on('error', onError)
  }

  /** `code` is the one of the close frame that came, or 1006 where none did. */
  forget(connection: Connection, code: number): void {
    connection.closed = true
    this.all.delete(connection)
    this.options.seats.leave(connection)
    this.options.unread.forget(connection)
    const { user, session, reason = code === noFrame ? 'LOST' : 'CLIENT' } = connection
    this.options.traffic.closed(reason)
    this.options.log.debug({ user, session, code, reason }, 'connection closed')
    this.options.gone(connection)
  }

  closeSessions(sessions: ReadonlySet<string>): void {
    for (const connection of this.all) if (sessions.has(connection.session)) connection.close('SESSION_ENDED')
  }

  /** Of those of these people to whom nothing is answered any more; who is suspended stays. */
  closeAccounts(users: readonly string[], tokens: Pick<Tokens, 'standingOf'>): void {
    const names = new Map<string, CloseName>()
    for (const user of users) {
      const is = tokens.standingOf(user)?.is
      if (is === 'banned') names.set(user, 'ACCOUNT_BANNED')
      else if (is === 'locked' || is === 'pending') names.set(user, 'ACCOUNT_LOCKED')
    }
    if (names.size === 0) return
    for (const connection of this.all) {
      const name = names.get(connection.user)
      if (name) connection.close(name)
    }
  }

  /** Of tokens signed with these. */
  closeKeys(keys: ReadonlySet<string>): void {
    for (const connection of this.all) if (keys.has(connection.key)) connection.close('TOKEN_INVALID')
  }

  /**
   * Accepts no more, and lets all go over `ms`, each at a moment of its own, so that they do not all come back at once.
   * Each is closed when its last request is answered, or `answersWithinMs` later.
   */
  async drain(ms: number, answersWithinMs: number): Promise<void> {
    this.#accepting = false
    const connections = [...this.all]
    const steps = Math.max(1, Math.ceil((connections.length * drainStepMs) / Math.max(ms, 1)))
    for (let at = 0; at < connections.length; at += steps) {
      for (const connection of connections.slice(at, at + steps)) connection.leave()
      if (ms > 0) await sleep(drainStepMs)
    }
    for (const end = steadyNow() + answersWithinMs; this.all.size > 0 && steadyNow() < end; ) await sleep(drainStepMs)
    for (const connection of this.all) connection.cut('GOING_AWAY')
  }
}

const hideToken = (request: IncomingMessage, subprotocol: string): void => {
  request.headers['sec-websocket-protocol'] = subprotocol
  request.rawHeaders.forEach((name, place) => {
    if (place % 2 === 0 && name.toLowerCase() === 'sec-websocket-protocol') request.rawHeaders[place + 1] = subprotocol
  })
}

/** ws would take version 8 too, whose browsers name their origin in another header, and 13 in other spellings. */
const refuseVersion = (socket: Duplex): void => endWith(socket, 400, { 'Sec-WebSocket-Version': '13' })
