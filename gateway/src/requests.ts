/** What clients ask on a socket: each frame is checked, counted, and answered here or by the service that owns it. */
import {
  answerText,
  type CommandName,
  checkInput,
  commands,
  type ErrorBody,
  errorBody,
  Failure,
  type Input,
  isCommand,
  type Output,
} from '@parley/protocol'
import { currentSpan, type Log, noteError, type Tracing } from '@parley/service-kit'
import type { Connection } from './connection.ts'
import { errorOf } from './faults.ts'
import { expiryOf, type Greeter, greet } from './greeting.ts'
import type { Rates } from './rates.ts'
import type { Router } from './router.ts'
import type { Tokens } from './tokens.ts'
import type { Refusal, Traffic } from './traffic.ts'
import type { Unanswered } from './unanswered.ts'

export interface RequestSide extends Greeter {
  readonly router: Router
  readonly tokens: Tokens
  readonly rates: Rates
  readonly unanswered: Unanswered
  readonly traffic: Traffic
  readonly tracing?: Tracing | undefined
  readonly log: Log
}

interface Frame {
  readonly id: number
  readonly do: string
  readonly with: unknown
}

/** Refusals, less those forgiven (see wheel.ts), after which a client is no longer worth answering. */
const mostRefusals = 1_000

const readFrame = (connection: Connection, data: Buffer, isBinary: boolean): Frame | undefined => {
  try {
    const frame = connection.encoding.read(data, isBinary) as Partial<Frame> | null
    if (typeof frame !== 'object' || frame === null) return undefined
    const { id, do: name, with: input = {} } = frame
    return Number.isSafeInteger(id) && typeof name === 'string'
      ? { id: id as number, do: name, with: input }
      : undefined
  } catch {
    return undefined
  }
}

const refuse = (
  connection: Connection,
  id: number | undefined,
  command: CommandName | undefined,
  error: ErrorBody,
  { traffic }: RequestSide,
): void => {
  traffic.failed(command, error)
  connection.refuse(id, error)
  if (++connection.refusals > mostRefusals) connection.close('FLOOD')
}

/** Commands that the gateway answers itself. */
const own = {
  hello: async (connection: Connection, id: number, { have = {} }: Input<'hello'>, side: RequestSide) => {
    connection.greeted = true
    try {
      await greet(connection, id, have, side)
    } catch (reason) {
      connection.greeted = false
      throw reason
    }
  },
  ping: async (connection: Connection, id: number) => connection.answer(id, {}),
  'token.renew': async (
    connection: Connection,
    id: number,
    { token }: Input<'token.renew'>,
    { tokens }: RequestSide,
  ) => {
    const identity = await tokens.verify(token)
    if (identity.session !== connection.session || identity.user !== connection.user)
      throw new Failure('TOKEN_OF_ANOTHER')
    connection.expiresAt = identity.expiresAt
    connection.answer(id, expiryOf(identity.expiresAt) satisfies Output<'token.renew'>)
  },
}

const isOwn = (name: CommandName): name is keyof typeof own => Object.hasOwn(own, name)

/** Why a request is not let through, or nothing. */
const obstacle = (
  connection: Connection,
  name: CommandName,
  side: RequestSide,
): [Refusal, Record<string, unknown>?] | undefined => {
  if (isOwn(name) ? name === 'hello' && connection.greeted : !connection.greeted) return ['HELLO_FIRST']
  const wait = connection.allowance.take(commands[name].rate, side.rates[commands[name].rate], Date.now())
  if (wait > 0) return ['RATE_LIMITED', { retry_ms: wait }]
  if (side.unanswered.isFull(connection.session)) return ['TOO_MANY_IN_FLIGHT', { retry_ms: 100 }]
  return undefined
}

const toService = (
  connection: Connection,
  id: number,
  name: CommandName,
  input: object,
  begun: number,
  { router, unanswered, traffic }: RequestSide,
): void => {
  const { user, session, address } = connection
  const span = currentSpan()
  connection.asked()
  unanswered.asked(session)
  const done = (text: string) => {
    unanswered.answered(session)
    const error = traffic.answered(name, begun, text)
    if (error) noteError(error, span)
    span?.end()
    connection.answered(answerText(id, text))
  }
  const command = { name, input: input as Record<string, unknown>, user, session, address }
  router.dispatch({ ...command, sender: connection, span, done })
}

/** Answers, or has it answered; never throws. Ends the current span, where there is one. */
const act = (connection: Connection, id: number, name: CommandName, given: unknown, side: RequestSide): void => {
  const begun = performance.now()
  const span = currentSpan()
  const answered = () => {
    side.traffic.answered(name, begun)
    span?.end()
  }
  const refuseFor = (fault: unknown) => {
    const error = errorOf(fault, name, side.log, connection)
    noteError(error, span)
    refuse(connection, id, name, error, side)
    span?.end()
  }
  try {
    const input = checkInput(name, given)
    if (isOwn(name)) own[name](connection, id, input as never, side).then(answered, refuseFor)
    else toService(connection, id, name, input, begun, side)
  } catch (fault) {
    refuseFor(fault)
  }
}

const handle = (connection: Connection, id: number, name: CommandName, given: unknown, side: RequestSide): void => {
  const span = side.tracing?.begin(name, {
    kind: 'server',
    attributes: { 'rpc.system.name': 'parley', 'rpc.method': name, 'session.id': connection.session },
  })
  if (span) span.run(() => act(connection, id, name, given, side))
  else act(connection, id, name, given, side)
}

export const takeFrame = (connection: Connection, data: Buffer, isBinary: boolean, side: RequestSide): void => {
  side.traffic.frames.value++
  const frame = readFrame(connection, data, isBinary)
  if (!frame) refuse(connection, undefined, undefined, errorBody('BAD_FRAME'), side)
  else if (!isCommand(frame.do)) refuse(connection, frame.id, undefined, errorBody('UNKNOWN_COMMAND'), side)
  else {
    const reason = obstacle(connection, frame.do, side)
    if (reason) {
      side.traffic.refused(frame.do, reason[0])
      refuse(connection, frame.id, frame.do, errorBody(...reason), side)
    } else handle(connection, frame.id, frame.do, frame.with, side)
  }
}
