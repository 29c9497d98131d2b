/** The same commands over HTTP, for scripts, bots and game back ends: POST /v1/<command>. */
import {
  type CommandName,
  checkInput,
  commands,
  type ErrorBody,
  errorBody,
  errors,
  fail,
  isCommand,
  type Result,
} from '@parley/protocol'
import { currentSpan, noteError, type Span, within } from '@parley/service-kit'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { errorOf } from './faults.ts'
import { NamedAllowances, type Rates } from './rates.ts'
import type { RequestSide } from './requests.ts'
import type { Request as Command } from './router.ts'
import type { Identity, Tokens } from './tokens.ts'
import type { Refusal } from './traffic.ts'

export type HttpApiSide = Pick<
  RequestSide,
  'router' | 'tokens' | 'rates' | 'unanswered' | 'traffic' | 'tracing' | 'log'
>

const bearer = /^bearer (.+)$/i

const route = '/v1/:command'

const noteResult = (span: Span, result: Result): Result => {
  if ('error' in result) noteError(result.error)
  span.set({ 'http.response.status_code': 'ok' in result ? 200 : errors[result.error.name].status })
  return result
}

const sendError = (response: Response, error: ErrorBody): void => {
  if (error.retry_ms !== undefined) response.set('Retry-After', String(Math.ceil(error.retry_ms / 1_000)))
  response.status(errors[error.name].status).json({ error })
}

const identify = async (request: Request, name: CommandName, tokens: Tokens): Promise<Identity | undefined> => {
  const token = bearer.exec(request.headers.authorization ?? '')?.[1]
  if (token) return tokens.verify(token, Date.now(), request.ip)
  return commands[name].access === 'anyone' ? undefined : fail('TOKEN_MISSING')
}

/** Milliseconds to wait, or 0. A caller's allowance is the session's, or the address's where there is none. */
const waitFor = (allowances: NamedAllowances, rates: Rates, name: CommandName, caller: string): number => {
  const { rate } = commands[name]
  return allowances.of(caller).take(rate, rates[rate], Date.now())
}

/** Has a command answered: what is wrong with it is an answer too. */
const makeAsk = (side: HttpApiSide, allowances: NamedAllowances) => {
  const { router, tokens, rates, unanswered, traffic, log } = side

  const refuse = (name: CommandName, reason: Refusal, retryMs: number): never => {
    traffic.refused(name, reason)
    return fail(reason, { retry_ms: retryMs })
  }

  const dispatch = async (caller: string, command: Omit<Command, 'done'>): Promise<Result> => {
    if (unanswered.isFull(caller)) refuse(command.name, 'TOO_MANY_IN_FLIGHT', 100)
    const begun = performance.now()
    unanswered.asked(caller)
    const { promise, resolve } = Promise.withResolvers<string>()
    router.dispatch({ ...command, span: currentSpan(), done: resolve })
    const text = await promise
    unanswered.answered(caller)
    const error = traffic.answered(command.name, begun, text)
    return error ? { error } : (JSON.parse(text) as Result)
  }

  return async (name: CommandName, request: Request): Promise<Result> => {
    const address = request.ip ?? ''
    let session: string | undefined
    try {
      const identity = await identify(request, name, tokens)
      session = identity?.session
      const caller = session ?? address
      const wait = waitFor(allowances, rates, name, caller)
      if (wait > 0) refuse(name, 'RATE_LIMITED', wait)
      const input = checkInput(name, request.body ?? {}) as Record<string, unknown>
      const who = identity ? { user: identity.user, session: identity.session } : {}
      return await dispatch(caller, { name, input, ...who, address })
    } catch (reason) {
      const error = errorOf(reason, name, log, { session, address })
      traffic.failed(name, error)
      return { error }
    }
  }
}

export const addHttpApi = (app: Express, side: HttpApiSide, frameBytes: number): NamedAllowances => {
  const allowances = new NamedAllowances()
  const ask = makeAsk(side, allowances)

  const call = async (request: Request): Promise<Result> => {
    const name = request.params.command
    if (!isCommand(name)) return fail('UNKNOWN_COMMAND')
    if (commands[name].owner === 'gateway') return fail('SOCKET_ONLY')
    if (!side.tracing) return ask(name, request)
    const attributes = { 'http.request.method': 'POST', 'http.route': route, 'rpc.method': name }
    const span = side.tracing.begin(`POST ${route}`, { kind: 'server', attributes }, request.get('traceparent'))
    return within(span, async () => noteResult(span, await ask(name, request)))
  }

  app.use('/v1', express.json({ limit: frameBytes, type: () => true }))
  app.post(route, async (request, response) => {
    response.set('Cache-Control', 'no-store')
    const result = await call(request)
    if ('ok' in result) response.json(result.ok)
    else sendError(response, result.error)
  })
  app.use('/v1', () => fail('ROUTE_NOT_FOUND'))
  return allowances
}

interface HttpFault {
  readonly type?: string
  readonly status?: number
}

/** What express found wrong with a request, as an error of ours; undefined where the fault is not the client's. */
const clientFault = ({ type, status = 500 }: HttpFault): ErrorBody | undefined => {
  if (type === 'entity.too.large') return errorBody('BODY_TOO_LARGE')
  if (status === 404) return errorBody('ROUTE_NOT_FOUND')
  return status >= 400 && status < 500 ? errorBody('BAD_FRAME') : undefined
}

/** Comes last: whatever nobody answers, or fails at, is answered as commands are. */
export const addErrors = (app: Express, { log, traffic }: Pick<HttpApiSide, 'log' | 'traffic'>): void => {
  app.use(() => fail('ROUTE_NOT_FOUND'))
  app.use((reason: Error & HttpFault, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(reason)
    const error = clientFault(reason) ?? errorOf(reason, 'an HTTP request', log, { address: request.ip })
    traffic.failed(undefined, error)
    sendError(response, error)
  })
}
