/**
 * The routes for browsers, behind the same origin as the gateway: the handlers of this service with the refresh token
 * in a cookie instead of the body, and the public keys. POST /auth/<command> takes the command's input as JSON body
 * (`{}` where the cookie is all there is) and answers with its output, or with `{"error": …}` and the status of that error.
 */
import { checkInput, commands, errors, Failure, fail, faultOf } from '@parley/protocol'
import { bodyFault, type Caller, errorOf, type Handler, type Routes, requireJson, sendError } from '@parley/service-kit'
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express'
import type { Auth } from './context.ts'
import {
  type Brought,
  clearedCookie,
  clearedFormerCookie,
  type Jar,
  jarOf,
  type Kept,
  readRefreshCookies,
  refreshCookie,
} from './cookie.ts'
import { deviceCookie, readDeviceCookie } from './device-cookie.ts'
import { deviceRoutes } from './device-http.ts'
import { accountCreate } from './handlers/account-create.ts'
import { guestCreate } from './handlers/guest-create.ts'
import { sessionArrive } from './handlers/session-arrive.ts'
import { sessionConfirm } from './handlers/session-confirm.ts'
import { sessionCreate } from './handlers/session-create.ts'
import { sessionEnd } from './handlers/session-end.ts'
import { sessionExchange } from './handlers/session-exchange.ts'
import { sessionJoin } from './handlers/session-join.ts'
import { sessionRefresh } from './handlers/session-refresh.ts'
import { scimRoutes, sendRefusal } from './scim/http.ts'
import type { Session } from './sessions.ts'

/** Everything counts: the body that dribbles in, the wait for a hash, the database. */
const dropAfter =
  (ms: number): RequestHandler =>
  (request, response, next) => {
    const timer = setTimeout(() => request.socket.destroy(), ms)
    response.once('close', () => clearTimeout(timer))
    next()
  }

/** A browser keeps no cookie for it: its session would end with the first access token. */
const refuseOtherSites =
  ({ edge }: Auth): RequestHandler =>
  (request, _response, next) => {
    const { withCookies = true } = edge.readerOf(request) ?? {}
    if (!withCookies || request.headers['sec-fetch-site'] === 'cross-site') fail('COOKIE_NOT_KEPT')
    next()
  }

/** Whoever hangs up before the answer no longer stands in the queue of hashes. */
const callerOf = (request: Request, response: Response): Caller => {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return { user: '', session: '', address: request.ip ?? '', gone: gone.signal }
}

const jarFor = (request: Request, { config, edge }: Auth, holds?: Kept): Jar =>
  jarOf(edge.originOf(request), config.COOKIE_SECURE, holds)

const send = (request: Request, response: Response, session: Session, auth: Auth) => {
  const { refresh, refresh_expires_in_ms, device_token = '' } = session
  const jar = jarFor(request, auth, 'device')
  const known = auth.devices.keep(readDeviceCookie(request.get('cookie'), jar), device_token)
  response.append('Set-Cookie', refreshCookie(refresh, refresh_expires_in_ms, jarFor(request, auth)))
  response.append('Set-Cookie', deviceCookie(known, jar))
  response.json({ ...session, refresh: '', device_token: '' })
}

/** A browser that is no longer there must not leave a session behind that nobody holds. */
const sendNew = async (request: Request, response: Response, session: Session, auth: Auth) => {
  if (response.closed) await sessionEnd({ refresh: session.refresh }, callerOf(request, response), auth)
  else send(request, response, session, auth)
}

const signUpRoute =
  (auth: Auth): RequestHandler =>
  async (request, response) => {
    const input = checkInput('account.create', request.body)
    await sendNew(request, response, await accountCreate(input, callerOf(request, response), auth), auth)
  }

const loginRoute =
  (auth: Auth): RequestHandler =>
  async (request, response) => {
    const typed = checkInput('session.create', request.body)
    const device_token = readDeviceCookie(request.get('cookie'), jarFor(request, auth, 'device')) ?? typed.device_token
    const input = device_token === undefined ? typed : { ...typed, device_token }
    await sendNew(request, response, await sessionCreate(input, callerOf(request, response), auth), auth)
  }

type Opening = 'guest.create' | 'session.confirm' | 'session.exchange' | 'session.arrive' | 'session.join'

/** What opens a session by what is in its body. */
const openingRoute =
  <C extends Opening>(name: C, handle: Handler<C, Auth>, auth: Auth): RequestHandler =>
  async (request, response) => {
    const input = checkInput(name, request.body)
    await sendNew(request, response, (await handle(input, callerOf(request, response), auth)) as Session, auth)
  }

const emptyInput = commands['account.get'].input

/** Here the token comes from the cookie and from nowhere else. */
const broughtBy = (request: Request, jar: Jar): Brought => {
  const fault = faultOf(emptyInput, request.body ?? {})
  if (fault) fail('BAD_INPUT', { ...fault, why: 'is not accepted: the body is {}, the token travels as cookie' })
  return readRefreshCookies(request.get('cookie'), jar)
}

/** A former cookie that is no good stays: it may be another platform's on this host, which called it the same. */
const refreshRoute =
  (auth: Auth): RequestHandler =>
  async (request, response) => {
    const jar = jarFor(request, auth)
    const { own, former } = broughtBy(request, jar)
    const isFormer = own.length === 0
    const [refresh, ...others] = isFormer ? former : own
    if (!refresh || others.length > 0) return fail('REFRESH_INVALID')
    try {
      const session = await sessionRefresh({ refresh }, callerOf(request, response), auth)
      if (isFormer) response.append('Set-Cookie', [...clearedFormerCookie(jar)])
      send(request, response, session, auth)
    } catch (reason) {
      if (!isFormer && reason instanceof Failure && errors[reason.body.name].status === 401)
        response.append('Set-Cookie', clearedCookie(jar))
      throw reason
    }
  }

const logoutRoute =
  (auth: Auth): RequestHandler =>
  async (request, response) => {
    const jar = jarFor(request, auth)
    const { own, former } = broughtBy(request, jar)
    for (const refresh of [...own, ...former]) await sessionEnd({ refresh }, callerOf(request, response), auth)
    response.append('Set-Cookie', clearedCookie(jar))
    response.json({})
  }

const bodyOf = (reason: unknown, request: Request, { log }: Auth) => {
  const { path, ip: address } = request
  const fault = reason instanceof Failure ? reason : (bodyFault(reason as object, request) ?? reason)
  return errorOf(fault, { log, what: 'a request', whom: { path, address } })
}

/** Below `/scim` everything is answered as SCIM has it, also what is no route there. */
const answerError =
  (auth: Auth): ErrorRequestHandler =>
  (reason, request, response, _next) =>
    request.baseUrl === '/scim'
      ? sendRefusal(reason, request, response, auth)
      : sendError(response, bodyOf(reason, request, auth))

const keysRoute =
  ({ keys }: Auth): RequestHandler =>
  (_request, response) => {
    response.set('Cache-Control', 'public, max-age=60').json(keys.published())
  }

const readJson = [requireJson, express.json({ limit: '16kb', inflate: false })]

/** Who brings JSON. */
const posted = (answer: RequestHandler) => [...readJson, answer]

export const addRoutes = (http: Pick<Routes, 'serve'>, auth: Auth): void =>
  http.serve({
    edge: auth.edge,
    open: [{ path: '/auth', cookies: true }],
    paths: ['/auth', '/scim'],
    before: {
      '/scim': [dropAfter(auth.config.REQUEST_SECONDS * 1000)],
      '/auth': [dropAfter(auth.config.REQUEST_SECONDS * 1000), refuseOtherSites(auth)],
    },
    answers: {
      'GET /.well-known/jwks.json': keysRoute(auth),
      ...deviceRoutes(auth, callerOf),
      ...scimRoutes(auth),
      'POST /auth/account.create': posted(signUpRoute(auth)),
      'POST /auth/guest.create': posted(openingRoute('guest.create', guestCreate, auth)),
      'POST /auth/session.create': posted(loginRoute(auth)),
      'POST /auth/session.confirm': posted(openingRoute('session.confirm', sessionConfirm, auth)),
      'POST /auth/session.exchange': posted(openingRoute('session.exchange', sessionExchange, auth)),
      'POST /auth/session.arrive': posted(openingRoute('session.arrive', sessionArrive, auth)),
      'POST /auth/session.join': posted(openingRoute('session.join', sessionJoin, auth)),
      'POST /auth/session.refresh': posted(refreshRoute(auth)),
      'POST /auth/session.end': posted(logoutRoute(auth)),
    },
    failed: answerError(auth),
  })
