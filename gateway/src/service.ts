/** The gateway: connections, streams and the protocol table. It names no command and no event of any service. */
import { randomUUID } from 'node:crypto'
import {
  connectBus,
  type Environment,
  type Log,
  makeHttpSide,
  makeLog,
  type RunningService,
  readConfig,
} from '@parley/service-kit'
import { gatewayConfig } from './config.ts'
import { addErrors, addHttpApi } from './http-api.ts'
import { addRoutes, addWebPage } from './http-routes.ts'
import { type RequestSide, takeFrame } from './requests.ts'
import { Router } from './router.ts'
import { Sockets } from './sockets.ts'
import { Streams } from './streams.ts'
import { Tokens } from './tokens.ts'
import { Turn } from './turn.ts'
import { lookAt, wheelMs } from './wheel.ts'

const every = (ms: number, work: () => void): Disposable => {
  const timer = setInterval(work, ms)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

const waitUntil = async (done: () => boolean, withinMs: number) => {
  for (const end = Date.now() + withinMs; !done() && Date.now() < end; )
    await new Promise((resolve) => setTimeout(resolve, 20))
}

/** Starts a gateway, or releases all it took and throws. Disposing it drains: nothing in flight is lost. */
export const startGateway = async (env: Environment, options: { readonly log?: Log } = {}): Promise<RunningService> => {
  await using scope = new AsyncDisposableStack()
  const config = readConfig(gatewayConfig, env)
  const log = options.log ?? makeLog('gateway', config.LOG_LEVEL)
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
    lose: (connection) => connection.close('STREAM_LOST'),
  })
  const rates = {
    free: 1_000,
    read: config.RATE_READ,
    write: config.RATE_WRITE,
    send: config.RATE_SEND,
    login: config.RATE_LOGIN,
  }
  const side: RequestSide = {
    streams,
    router,
    tokens,
    rates,
    log,
    heartbeatMs: config.HEARTBEAT_MS,
    mostMissed: config.RESUME_EVENTS,
    mostInFlight: config.IN_FLIGHT,
  }

  let serving = false
  const http = scope.use(makeHttpSide(async () => serving && bus.connected()))
  http.app.set('trust proxy', [...config.TRUSTED_PROXIES])
  const trusted = http.app.get('trust proxy fn') as (address: string, hop: number) => boolean
  const sockets = new Sockets({
    tokens,
    turn,
    log,
    allowedOrigins: config.ALLOWED_ORIGINS,
    frameBytes: config.FRAME_BYTES,
    unreadBytes: config.UNREAD_BYTES,
    addressOf: (request) => addressOf(request.socket.remoteAddress, request.headers['x-forwarded-for'], trusted),
    frame: (connection, data, isBinary) => void takeFrame(connection, data, isBinary, side),
    gone: (connection) => streams.leaveAll(connection),
  })
  http.server.on('upgrade', (request, socket, head) => void sockets.upgrade(request, socket, head))
  addRoutes(http.app, config.HTTP_ROUTES, log)
  const allowances = addHttpApi(http.app, { router, tokens, rates, frameBytes: config.FRAME_BYTES })
  if (config.WEB_ROOT) addWebPage(http.app, config.WEB_ROOT)
  addErrors(http.app, log)

  bus.listen(bus.subjects.sessionsEnded, (message) => {
    const ended = message.json<string[]>()
    tokens.end(ended)
    sockets.closeSessions(new Set(ended))
  })
  const compare = () => streams.compareAll().catch((err) => log.debug({ err }, 'positions not compared, later'))
  bus.onReconnect(compare)
  scope.use(every(config.COMPARE_MS, compare))
  scope.use(
    every(wheelMs, () => {
      const now = Date.now()
      router.expire(now)
      for (const connection of sockets.all) lookAt(connection, now, config.HEARTBEAT_MS)
    }),
  )
  scope.use(
    every(60_000, () => {
      tokens.forgetExpired()
      allowances.forgetWhole(Date.now())
    }),
  )

  const port = await http.listen(config.HTTP_PORT, config.HOST)
  scope.defer(async () => {
    serving = false
    await waitUntil(() => router.inFlight === 0, 2_000)
    await sockets.drain(config.DRAIN_MS)
    await waitUntil(() => router.inFlight === 0 && sockets.all.size === 0, config.CALL_TIMEOUT_MS)
  })
  await bus.flush()
  tokens
    .refresh()
    .catch(() => log.warn('the auth service does not answer yet: its keys are read at the first connection'))
  serving = true
  log.info({ port }, 'serving')

  const running = scope.move()
  return { name: 'gateway', port, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

/** The first address, from our end, that no trusted proxy of ours has. */
const addressOf = (
  remote = '',
  forwarded: string | string[] | undefined,
  trusted: (address: string, hop: number) => boolean,
) => {
  const hops = [
    ...String(forwarded ?? '')
      .split(',')
      .map((hop) => hop.trim())
      .filter(Boolean),
    remote,
  ].reverse()
  return hops.find((hop, place) => !trusted(hop, place)) ?? remote
}
