/** The gateway: connections, streams and the protocol table. It names no command and no event of any service. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Owner } from '@parley/protocol'
import {
  type ConfigOf,
  connectBus,
  type Edge,
  type Environment,
  type HttpSide,
  keepTokens,
  type Log,
  makeHttpSide,
  makeLog,
  networks,
  openTracing,
  type RunningService,
  readConfig,
  startMetrics,
  Tokens,
  useEdge,
  watchBus,
  watchHttp,
} from '@parley/service-kit'
import { Admission } from './admission.ts'
import { gatewayConfig } from './config.ts'
import { type Door, makeDoor } from './doors.ts'
import { edgeOf } from './edge.ts'
import { addErrors, addHttpApi } from './http-api.ts'
import { addRoutes, addWebPage, openPaths } from './http-routes.ts'
import { Leases } from './leases.ts'
import { ratesOf, seatLimitsOf } from './limits.ts'
import { gatewayMetrics } from './metrics.ts'
import { reachesAny } from './reach.ts'
import { type RequestSide, takeFrame, takePing } from './requests.ts'
import { Router } from './router.ts'
import { Seats } from './seats.ts'
import { openSettling, SharedRates } from './shared-rates.ts'
import { Sockets, socketRoute } from './sockets.ts'
import { Streams } from './streams.ts'
import { Topics } from './topics.ts'
import { Traffic, watchGateway } from './traffic.ts'
import { Turn } from './turn.ts'
import { Typing } from './typing.ts'
import { Unread } from './unread.ts'
import { Upgrades } from './upgrades.ts'
import { startUpkeep } from './upkeep.ts'

type Config = ConfigOf<typeof gatewayConfig>

/** What an answer over HTTP may keep waiting that is passed on piece by piece. */
const pieceBytes = 65_536

interface Side extends RequestSide {
  readonly door: Door
  readonly seats: Seats
  readonly unread: Unread
}

const makeHttp = (config: Config, ready: () => Promise<boolean>, seats: Seats): HttpSide => {
  const upgrades = new Upgrades()
  const http = makeHttpSide(ready, config, {
    shouldUpgradeCallback: (request: IncomingMessage) => upgrades.takes(request),
    others: () => seats.taken,
    isTrusted: networks(config.TRUSTED_PROXIES),
  })
  http.server.on('request', (request, response) => upgrades.answers(request, response))
  return http
}

const makeSockets = (config: Config, http: HttpSide, turn: Turn, side: Side, edge: Edge): Sockets => {
  const sockets = new Sockets({
    admission: side.admission,
    seats: side.seats,
    lobby: http.lobby,
    turn,
    log: side.log,
    traffic: side.traffic,
    edge,
    door: side.door,
    frameBytes: config.FRAME_BYTES,
    unread: side.unread,
    frame: (connection, data, isBinary) => takeFrame(connection, data, isBinary, side),
    ping: (connection, data) => takePing(connection, data, side),
    gone: (connection) => {
      side.typing.left(connection)
      side.streams.leaveAll(connection)
      side.topics.leaveAll(connection)
      side.leases.leave(connection)
    },
  })
  http.server.on('upgrade', (request, socket, head) => void sockets.upgrade(request, socket, head))
  return sockets
}

const addHttp = (config: Config, { app, routes, server }: HttpSide, side: Side, edge: Edge): void => {
  server.on('request', () => side.unread.grew(pieceBytes))
  useEdge(app, edge, openPaths(config.HTTP_ROUTES))
  app.use((request, _response, next) => {
    side.door(edge.addressOf(request))
    next()
  })
  addRoutes(app, config.HTTP_ROUTES, { edge, gatewayKey: config.GATEWAY_KEY, log: side.log })
  addHttpApi(app, routes, side, config.FRAME_BYTES)
  const { WEB_ROOT: root, PAGE_LOOK: look, MEDIA_ORIGINS: mediaOrigins, UPLOAD_ORIGINS: uploadOrigins } = config
  if (root) addWebPage(app, routes, { root, look, mediaOrigins, uploadOrigins })
  addErrors(app, side)
}

export interface GatewayOptions {
  readonly log?: Log
  /** What has to be so besides, where this port is that of a whole platform. */
  readonly ready?: () => Promise<boolean>
  /** The services whose streams are followed. Not given: all of the protocol. */
  readonly owners?: readonly Owner[]
}

/** Starts a gateway, or releases all it took and throws. Disposing it drains: nothing in flight is lost. */
export const startGateway = async (env: Environment, options: GatewayOptions = {}): Promise<RunningService> => {
  await using scope = new AsyncDisposableStack()
  const config = readConfig(gatewayConfig, env)
  const log = options.log ?? makeLog('gateway', config.LOG_LEVEL)
  const tracing = await openTracing('gateway', config, log, scope)
  const { metrics, metricsPort } = await startMetrics('gateway', gatewayMetrics, config, scope)
  const traffic = new Traffic(metrics)
  const bus = scope.use(await connectBus(config.NATS_URL, config.NATS_PREFIX, log))
  const turn = new Turn()
  const tokens = new Tokens(bus, config.ISSUER, log)
  const id = randomUUID()
  const router = new Router(bus, id, config.CALL_TIMEOUT_MS)
  const seats = new Seats(seatLimitsOf(config))
  const rates = ratesOf(config)
  const shared = config.REDIS_URL
    ? new SharedRates(rates, scope.use(openSettling(config.REDIS_URL, `${config.NATS_PREFIX}:gateway`, log)).settle)
    : undefined
  const admission = new Admission({ rates, inFlight: config.IN_FLIGHT, tokens, seats, shared })
  const streams = new Streams({
    bus,
    turn,
    log,
    ringEvents: config.RING_EVENTS,
    resumeEvents: config.RESUME_EVENTS,
    traffic,
    owners: options.owners,
    mayDraw: (connection, bytes) => {
      const mayDraw = admission.mayDraw(connection, bytes)
      if (!mayDraw) traffic.limited('RESUME_BYTES')
      return mayDraw
    },
    lose: (connection) => connection.close('STREAM_LOST'),
  })

  let serving = false
  const { ready = async () => true } = options
  const isReady = async () => serving && bus.ready() && (await reachesAny(bus)) && (await ready())
  const http = scope.use(makeHttp(config, isReady, seats))
  const unread = new Unread({
    each: config.UNREAD_BYTES,
    total: config.UNREAD_TOTAL_BYTES,
    others: () => http.lobby.places,
    abandoned: () => traffic.limited('UNREAD_TOTAL_BYTES'),
  })
  const side: Side = {
    door: makeDoor(config.ALLOWED_ADDRESSES, config.DENIED_ADDRESSES),
    admission,
    seats,
    unread,
    streams,
    typing: new Typing(bus, streams),
    topics: scope.use(new Topics({ bus, turn, log, traffic, most: config.WATCHES_PER_CONNECTION })),
    leases: scope.use(new Leases(bus, id, log)),
    router,
    traffic,
    tracing,
    log,
    heartbeatMs: config.HEARTBEAT_MS,
    frameBytes: config.FRAME_BYTES,
    mostMissed: config.RESUME_EVENTS,
    mostAsides: config.FOLLOWS_PER_CONNECTION,
  }
  const edge = edgeOf(config, log)
  const sockets = makeSockets(config, http, turn, side, edge)
  watchBus(metrics, bus)
  watchHttp(metrics, http)
  watchGateway(metrics, { sockets, unread, router, streams, topics: side.topics })
  addHttp(config, http, side, edge)
  tokens.onWithdrawn((keys) => sockets.closeKeys(keys))
  const { COMPARE_MS: compareMs, HEARTBEAT_MS: heartbeatMs } = config
  scope.use(
    keepTokens(tokens, {
      bus,
      log,
      ended: (sessions) => sockets.closeSessions(new Set(sessions)),
      restricted: (told) =>
        sockets.closeAccounts(
          told.map(({ user }) => user),
          tokens,
        ),
    }),
  )
  scope.use(
    startUpkeep({ bus, log, router, sockets, streams, tokens, admission, shared, unread, compareMs, heartbeatMs }),
  )

  const port = await http.listen(config.HTTP_PORT, config.HOST)
  scope.defer(async () => {
    serving = false
    await sockets.drain(config.DRAIN_MS, config.CALL_TIMEOUT_MS)
  })
  await bus.flush()
  tokens
    .refresh()
    .catch(() => log.warn('the auth service does not answer yet: its keys are read at the first connection'))
  serving = true
  log.info({ port, metrics_port: metricsPort }, 'serving')

  const running = scope.move()
  return {
    name: 'gateway',
    port,
    metricsPort,
    routes: [...http.routes.names, socketRoute],
    lost: bus.lost,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
