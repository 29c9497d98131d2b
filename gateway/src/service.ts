/** The gateway: connections, streams and the protocol table. It names no command and no event of any service. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import {
  type ConfigOf,
  connectBus,
  type Environment,
  type HttpSide,
  type Log,
  makeHttpSide,
  makeLog,
  openTracing,
  type RunningService,
  readConfig,
  startMetrics,
  watchBus,
} from '@parley/service-kit'
import { addressOf, type IsTrusted } from './addresses.ts'
import { gatewayConfig } from './config.ts'
import { addErrors, addHttpApi } from './http-api.ts'
import { addRoutes, addWebPage } from './http-routes.ts'
import { gatewayMetrics } from './metrics.ts'
import type { NamedAllowances, Rates } from './rates.ts'
import { type RequestSide, takeFrame } from './requests.ts'
import { Router } from './router.ts'
import { Sockets } from './sockets.ts'
import { Streams } from './streams.ts'
import { Tokens } from './tokens.ts'
import { Traffic, watchGateway } from './traffic.ts'
import { Turn } from './turn.ts'
import { Unanswered } from './unanswered.ts'
import { Upgrades } from './upgrades.ts'
import { startUpkeep } from './upkeep.ts'

type Config = ConfigOf<typeof gatewayConfig>

/** Pings and hellos a second: what no client needs, and no gateway minds. */
const freeRate = 1_000

const ratesOf = (config: Config): Rates => ({
  free: freeRate,
  read: config.RATE_READ,
  write: config.RATE_WRITE,
  send: config.RATE_SEND,
  login: config.RATE_LOGIN,
})

const makeSockets = (config: Config, http: HttpSide, turn: Turn, side: RequestSide): Sockets => {
  http.app.set('trust proxy', [...config.TRUSTED_PROXIES])
  const isTrusted = http.app.get('trust proxy fn') as IsTrusted
  const sockets = new Sockets({
    tokens: side.tokens,
    turn,
    log: side.log,
    traffic: side.traffic,
    allowedOrigins: config.ALLOWED_ORIGINS,
    frameBytes: config.FRAME_BYTES,
    unreadBytes: config.UNREAD_BYTES,
    addressOf: (request) => addressOf(request, isTrusted),
    frame: (connection, data, isBinary) => takeFrame(connection, data, isBinary, side),
    gone: (connection) => side.streams.leaveAll(connection),
  })
  http.server.on('upgrade', (request, socket, head) => void sockets.upgrade(request, socket, head))
  return sockets
}

const addHttp = (config: Config, { app }: HttpSide, side: RequestSide): NamedAllowances => {
  addRoutes(app, config.HTTP_ROUTES, side.log)
  const allowances = addHttpApi(app, side, config.FRAME_BYTES)
  if (config.WEB_ROOT) addWebPage(app, config.WEB_ROOT)
  addErrors(app, side)
  return allowances
}

/** Starts a gateway, or releases all it took and throws. Disposing it drains: nothing in flight is lost. */
export const startGateway = async (env: Environment, options: { readonly log?: Log } = {}): Promise<RunningService> => {
  await using scope = new AsyncDisposableStack()
  const config = readConfig(gatewayConfig, env)
  const log = options.log ?? makeLog('gateway', config.LOG_LEVEL)
  const tracing = await openTracing('gateway', config, log, scope)
  const { metrics, metricsPort } = await startMetrics('gateway', gatewayMetrics, config, scope)
  const traffic = new Traffic(metrics)
  const bus = scope.use(await connectBus(config.NATS_URL, config.NATS_PREFIX, log))
  const turn = new Turn()
  const tokens = new Tokens(bus, config.ISSUER, log)
  const router = new Router(bus, randomUUID(), config.CALL_TIMEOUT_MS)
  const streams = new Streams({
    bus,
    turn,
    log,
    ringEvents: config.RING_EVENTS,
    resumeEvents: config.RESUME_EVENTS,
    traffic,
    lose: (connection) => connection.close('STREAM_LOST'),
  })
  const side: RequestSide = {
    streams,
    router,
    tokens,
    rates: ratesOf(config),
    traffic,
    tracing,
    log,
    heartbeatMs: config.HEARTBEAT_MS,
    frameBytes: config.FRAME_BYTES,
    mostMissed: config.RESUME_EVENTS,
    unanswered: new Unanswered(config.IN_FLIGHT),
  }

  let serving = false
  const upgrades = new Upgrades()
  const shouldUpgradeCallback = (request: IncomingMessage) => upgrades.takes(request)
  const http = scope.use(makeHttpSide(async () => serving && bus.connected(), { shouldUpgradeCallback }))
  http.server.on('request', (request, response) => upgrades.answers(request, response))
  const sockets = makeSockets(config, http, turn, side)
  watchBus(metrics, bus)
  watchGateway(metrics, { sockets, router, streams })
  const allowances = addHttp(config, http, side)
  bus.listen(bus.subjects.sessionsEnded, (message) => {
    const ended = message.json<string[]>()
    tokens.end(ended)
    sockets.closeSessions(new Set(ended))
  })
  const { COMPARE_MS: compareMs, HEARTBEAT_MS: heartbeatMs } = config
  scope.use(startUpkeep({ bus, log, router, sockets, streams, tokens, allowances, compareMs, heartbeatMs }))

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
  return { name: 'gateway', port, metricsPort, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
