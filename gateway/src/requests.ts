/** What clients ask on a socket: each frame is read, let in or not, and answered here or by the service that owns it. */
import {
  answerText,
  type CommandName,
  type ErrorName,
  Failure,
  type Input,
  isCommand,
  type Output,
} from '@parley/protocol'
import { currentSpan, type Tracing } from '@parley/service-kit'
import { type AnsweringSide, ask, type Refusal, refusalOf } from './answering.ts'
import type { Connection } from './connection.ts'
import { pongFrame } from './encoding.ts'
import { type Greeter, greet } from './greeting.ts'

export interface RequestSide extends AnsweringSide, Omit<Greeter, keyof AnsweringSide> {
  readonly tracing?: Tracing | undefined
}

interface Frame {
  readonly id: number
  readonly do: string
  readonly with: unknown
}

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

const refuse = (connection: Connection, id: number | undefined, { error, isFlood }: Refusal): void => {
  connection.refuse(id, error)
  if (isFlood) connection.close('FLOOD')
}

const deny = (
  connection: Connection,
  id: number | undefined,
  name: CommandName | undefined,
  fault: ErrorName,
  side: RequestSide,
): void => refuse(connection, id, refusalOf(new Failure(fault), name, connection, side))

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
  ping: async (connection: Connection, id: number) => void connection.answer(id, {}),
  'token.renew': async (
    connection: Connection,
    id: number,
    { token }: Input<'token.renew'>,
    { admission }: RequestSide,
  ) => {
    const identity = await admission.identify(token, connection.address)
    if (identity.session !== connection.session || identity.user !== connection.user)
      throw new Failure('TOKEN_OF_ANOTHER')
    connection.expiresAt = identity.expiresAt
    connection.key = identity.key
    connection.answer(id, admission.lifeUntil(identity.expiresAt) satisfies Output<'token.renew'>)
  },
}

const isOwn = (name: CommandName): name is keyof typeof own => Object.hasOwn(own, name)

/** Whether it is said at its time: hello once, and all that is not the gateway's own after it. */
const isInTime = ({ greeted }: Connection, name: CommandName): boolean =>
  name === 'hello' ? !greeted : greeted || isOwn(name)

/** Ends the current span, where there is one. */
const act = (connection: Connection, id: number, name: CommandName, given: unknown, side: RequestSide): void => {
  const span = currentSpan()
  connection.asked()
  const settled = () => {
    connection.settled()
    span?.end()
  }
  const refused = (refusal: Refusal) => {
    refuse(connection, id, refusal)
    settled()
  }
  const answered = (text: string) => {
    connection.write(connection.encoding.writeText(answerText(id, text)))
    settled()
  }
  const answer = isOwn(name) ? (input: never) => own[name](connection, id, input, side) : undefined
  ask({ name, given, caller: connection, sender: connection, own: answer, done: settled, answered, refused }, side)
}

const handle = (connection: Connection, id: number, name: CommandName, given: unknown, side: RequestSide): void => {
  const span = side.tracing?.begin(name, {
    kind: 'server',
    attributes: { 'rpc.system.name': 'parley', 'rpc.method': name, 'session.id': connection.session },
  })
  if (span) span.run(() => act(connection, id, name, given, side))
  else act(connection, id, name, given, side)
}

/** A ping of the WebSocket's own: as many as of ours, and answered with all else that is written. */
export const takePing = (connection: Connection, data: Buffer, { admission }: RequestSide): void => {
  try {
    admission.admit('ping', {}, connection)
    connection.write(pongFrame(data))
  } catch {
    if (admission.isFlood(connection)) connection.close('FLOOD')
  }
}

export const takeFrame = (connection: Connection, data: Buffer, isBinary: boolean, side: RequestSide): void => {
  side.traffic.frames.value++
  const frame = readFrame(connection, data, isBinary)
  if (!frame) deny(connection, undefined, undefined, 'BAD_FRAME', side)
  else if (!isCommand(frame.do)) deny(connection, frame.id, undefined, 'UNKNOWN_COMMAND', side)
  else if (!isInTime(connection, frame.do)) deny(connection, frame.id, frame.do, 'HELLO_FIRST', side)
  else handle(connection, frame.id, frame.do, frame.with, side)
}
