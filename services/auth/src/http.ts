/**
 * The routes for browsers, behind the same origin as the gateway: the handlers of this service with the refresh token
 * in a cookie instead of the body, and the public keys. POST /auth/<command> takes the command's input as JSON body
 * (`{}` where the cookie is all there is) and answers with its output, or with `{"error": …}` and the status of that error.
 */
import { randomUUID } from 'node:crypto'
import { checkInput, commands, errorBody, errors, Failure, fail, faultOf } from '@parley/protocol'
import { type Caller, isServerFault } from '@parley/service-kit'
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express'
import type { Auth } from './context.ts'
import { clearedCookie, readRefreshCookie, refreshCookie } from './cookie.ts'
import { accountCreate } from './handlers/account-create.ts'
import { sessionCreate } from './handlers/session-create.ts'
import { sessionEnd } from './handlers/session-end.ts'
import { sessionRefresh } from './handlers/session-refresh.ts'
import { mayPost, plainAddress } from './rules.ts'
import type { Session } from './sessions.ts'

/** Everything counts: the body that dribbles in, the wait for a hash, the database. */
const dropAfter =
  (ms: number): RequestHandler =>
  (request, response, next) => {
    const timer = setTimeout(() => request.socket.destroy(), ms)
    response.once('close', () => clearTimeout(timer))
    next()
  }

/** Forms of other sites can send neither this type nor, where browsers are concerned, another origin than their own. */
const refuseForeign =
  (allowed: readonly string[]): RequestHandler =>
  (request, response, next) => {
    response.set('Cache-Control', 'no-store')
    if (!mayPost(request.get('origin'), request.host, allowed)) fail('ORIGIN_FORBIDDEN')
    if (!request.is('application/json')) fail('BAD_INPUT', { at: '', why: 'Content-Type must be application/json' })
    next()
  }

const callerOf = (request: Request): Caller => ({ user: '', session: '', address: plainAddress(request.ip ?? '') })

const send = (response: Response, session: Session, { config }: Auth) => {
  response.append('Set-Cookie', refreshCookie(session.refresh, session.refresh_expires_at, config.COOKIE_SECURE))
  response.json({ ...session, refresh: '' })
}

/** A browser that is no longer there must not leave a session behind that nobody holds. */
const sendNew = async (request: Request, response: Response, session: Session, auth: Auth) => {
  if (response.closed) await sessionEnd({ refresh: session.refresh }, callerOf(request), auth)
  else send(response, session, auth)
}

const signUpRoute =
  (auth: Auth): RequestHandler =>
  async (request, response) => {
    const input = checkInput('account.create', request.body)
    await sendNew(request, response, await accountCreate(input, callerOf(request), auth), auth)
  }

const loginRoute =
  (auth: Auth): RequestHandler =>
  async (request, response) => {
    const input = checkInput('session.create', request.body)
    await sendNew(request, response, await sessionCreate(input, callerOf(request), auth), auth)
  }

const emptyInput = commands['account.get'].input

/** Here the token comes from the cookie and from nowhere else. */
const cookieOf = (request: Request): string | undefined => {
  const fault = faultOf(emptyInput, request.body ?? {})
  if (fault) fail('BAD_INPUT', { ...fault, why: 'is not accepted: the body is {}, the token travels as cookie' })
  return readRefreshCookie(request.get('cookie'))
}

const clearCookie = (response: Response, { config }: Auth) =>
  response.append('Set-Cookie', clearedCookie(config.COOKIE_SECURE))

const refreshRoute =
  (auth: Auth): RequestHandler =>
  async (request, response) => {
    const refresh = cookieOf(request)
    try {
      if (!refresh) return fail('REFRESH_INVALID')
      send(response, await sessionRefresh({ refresh }, callerOf(request), auth), auth)
    } catch (reason) {
      if (reason instanceof Failure && errors[reason.body.name].status === 401) clearCookie(response, auth)
      throw reason
    }
  }

const logoutRoute =
  (auth: Auth): RequestHandler =>
  async (request, response) => {
    const refresh = cookieOf(request)
    if (refresh) await sessionEnd({ refresh }, callerOf(request), auth)
    clearCookie(response, auth)
    response.json({})
  }

/** What express's body reader found wrong. It quotes the body, which may hold a password: neither logged nor sent. */
const bodyFault = (reason: { type?: unknown; status?: unknown }): Failure | undefined => {
  if (reason.type === 'entity.too.large') return new Failure('BODY_TOO_LARGE')
  if (typeof reason.type !== 'string' || Number(reason.status) >= 500) return undefined
  return new Failure('BAD_INPUT', { at: '', why: 'the body is not a JSON object in UTF-8' })
}

const bodyOf = (reason: unknown, { path, ip: address }: Request, { log }: Auth) => {
  const failure = reason instanceof Failure ? reason : bodyFault(reason as { type?: unknown })
  if (failure) return failure.body
  if (isServerFault(reason)) {
    log.warn({ err: reason, path, address }, 'a request could not reach the database')
    return errorBody('UNAVAILABLE', { retry_ms: 500 })
  }
  const trace = randomUUID()
  log.error({ err: reason, path, address, trace }, 'a request failed')
  return errorBody('INTERNAL', { trace })
}

const sendError =
  (auth: Auth): ErrorRequestHandler =>
  (reason, request, response, _next) => {
    const error = bodyOf(reason, request, auth)
    if (error.retry_ms !== undefined) response.set('Retry-After', String(Math.ceil(error.retry_ms / 1000)))
    response.status(errors[error.name].status).json({ error })
  }

export const addRoutes = (app: Express, auth: Auth): void => {
  const { ALLOWED_ORIGINS, TRUSTED_PROXIES, REQUEST_SECONDS } = auth.config
  app.set('trust proxy', [...TRUSTED_PROXIES])
  app.get('/.well-known/jwks.json', (_request, response) => {
    response.set('Cache-Control', 'public, max-age=60').json(auth.keys.published())
  })
  const routes = express.Router()
  routes.use(dropAfter(REQUEST_SECONDS * 1000), refuseForeign(ALLOWED_ORIGINS))
  routes.use(express.json({ limit: '16kb', inflate: false }))
  routes.post('/account.create', signUpRoute(auth))
  routes.post('/session.create', loginRoute(auth))
  routes.post('/session.refresh', refreshRoute(auth))
  routes.post('/session.end', logoutRoute(auth))
  routes.use(() => fail('ROUTE_NOT_FOUND'))
  app.use('/auth', routes)
  app.use('/auth', sendError(auth))
}
