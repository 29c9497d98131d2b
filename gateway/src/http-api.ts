/** The same commands over HTTP, for scripts, bots and game back ends: POST /v1/<command>. */
import { type Command, type CommandName, commands, Failure, fail, Id, isCommand, matches } from '@parley/protocol'
import {
  bearerOf,
  bodyFault,
  type Identity,
  type Routes,
  requireJson,
  type Span,
  sendError,
  statusOf,
  type Tracing,
  within,
} from '@parley/service-kit'
import type { Result } from '@parley/wire'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import type { Admission, Caller } from './admission.ts'
import { type AnsweringSide, ask, type Refusal, refusalOf } from './answering.ts'
import type { Unread } from './unread.ts'

export interface HttpApiSide extends AnsweringSide {
  readonly tracing?: Tracing | undefined
  readonly unread: Pick<Unread, 'grew'>
}

const route = 'POST /v1/:command'

/** What a service answered, or why none was asked. */
type Outcome = Result | Refusal

const noteOutcome = (span: Span, outcome: Outcome): Outcome => {
  span.set({ 'http.response.status_code': 'ok' in outcome ? 200 : statusOf(outcome.error) })
  return outcome
}

/** Who goes on after many refusals has to connect anew for each request. */
const sendRefusal = (
  response: Response,
  { error, isFlood = false }: Pick<Refusal, 'error'> & Partial<Refusal>,
): void => {
  if (isFlood) response.set('Connection', 'close')
  sendError(response, error)
}

const addressOf = ({ ip = '' }: Request): string => ip

const identify = async (request: Request, name: CommandName, admission: Admission): Promise<Identity | undefined> => {
  const token = bearerOf(request)
  if (token) return admission.identify(token, addressOf(request))
  return commands[name].access === 'anyone' ? undefined : fail('TOKEN_MISSING')
}

/** What is left to the caller, as every answer to a command tells it. `Reset` is in seconds, as in Retry-After. */
const tellLeft = (response: Response, name: CommandName, caller: Caller, { admission }: HttpApiSide): void => {
  const { count, wholeInMs, rate, bucket } = admission.left(name, caller)
  response.set({
    'RateLimit-Limit': String(rate.atOnce),
    'RateLimit-Remaining': String(count),
    'RateLimit-Reset': String(Math.ceil(wholeInMs / 1_000)),
    'RateLimit-Bucket': bucket,
  })
}

/**
 * The key of a request that changes something, and is not the same by itself where it is repeated. Of all else it changes nothing. Fails where it is
 * none.
 */
const onceOf = (request: Request, name: CommandName): string | undefined => {
  const key = request.get('idempotency-key')
  if (key === undefined) return undefined
  if (!matches(Id, key))
    fail('BAD_INPUT', { at: '', why: 'comes with an Idempotency-Key that is no UUID in lower case' })
  const { rate, repeatable }: Command = commands[name]
  return repeatable === true || rate === 'read' || rate === 'free' ? undefined : key
}

const answerTo = async (
  name: CommandName,
  request: Request,
  response: Response,
  side: HttpApiSide,
): Promise<Outcome> => {
  let caller: Caller = { address: addressOf(request) }
  let once: string | undefined
  try {
    const identity = await identify(request, name, side.admission)
    if (identity) {
      caller = { ...caller, ...identity }
      once = onceOf(request, name)
    }
  } catch (fault) {
    return refusalOf(fault, name, caller, side)
  }
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  const answered = (text: string) => resolve(JSON.parse(text) as Result)
  ask({ name, given: request.body ?? {}, caller, once, answered, refused: resolve }, side)
  tellLeft(response, name, caller, side)
  return promise
}

export const addHttpApi = (app: Express, routes: Routes, side: HttpApiSide, frameBytes: number): void => {
  const call = async (request: Request, response: Response): Promise<Outcome> => {
    const name = String(request.params.command)
    if (!isCommand(name)) return fail('UNKNOWN_COMMAND')
    if (commands[name].owner === 'gateway') return fail('SOCKET_ONLY')
    if (!side.tracing) return answerTo(name, request, response, side)
    const attributes = { 'http.request.method': 'POST', 'http.route': '/v1/:command', 'rpc.method': name }
    const span = side.tracing.begin(route, { kind: 'server', attributes }, request.get('traceparent'))
    return within(span, async () => noteOutcome(span, await answerTo(name, request, response, side)))
  }

  app.use('/v1', requireJson, express.json({ limit: frameBytes, type: () => true }))
  routes.add(route, async (request, response) => {
    const outcome = await call(request, response)
    if ('ok' in outcome) response.json(outcome.ok)
    else sendRefusal(response, outcome)
    side.unread.grew(response.writableLength)
  })
  app.use('/v1', () => fail('ROUTE_NOT_FOUND'))
}

interface HttpFault {
  readonly status?: number
}

/** What express found wrong with a request, as an error of ours; undefined where the fault is not the client's. */
const clientFault = (reason: HttpFault, request: Request): Failure | undefined => {
  const { status = 500 } = reason
  return bodyFault(reason, request) ?? (status >= 400 && status < 500 ? new Failure('ROUTE_NOT_FOUND') : undefined)
}

/** Comes last: whatever nobody answers, or fails at, is answered as commands are. */
export const addErrors = (app: Express, side: Pick<HttpApiSide, 'admission' | 'log' | 'traffic'>): void => {
  app.use(() => fail('ROUTE_NOT_FOUND'))
  app.use((reason: Error & HttpFault, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(reason)
    const fault = clientFault(reason, request) ?? reason
    sendRefusal(response, refusalOf(fault, undefined, { address: addressOf(request) }, side))
  })
}
