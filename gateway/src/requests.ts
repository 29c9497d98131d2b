/** What clients ask on a socket: each frame is read, let in or not, and answered here or by the service that owns it. */
import { type CommandName, type ErrorName, Failure, type Input, isCommand, type Output } from '@parley/protocol'
import { currentSpan, type Tracing } from '@parley/service-kit'
import { answerText } from '@parley/wire'
import { type AnsweringSide, ask, type Refusal, refusalOf } from './answering.ts'
import { type AsideSide, followAsides, leaveAsides } from './asides.ts'
import type { Connection } from './connection.ts'
import { pongFrame } from './encoding.ts'
import { type Greeter, greet } from './greeting.ts'
import type { Leases } from './leases.ts'
import type { Topics } from './topics.ts'
import type { Typing } from './typing.ts'

export interface RequestSide extends AnsweringSide, Omit<Greeter, keyof AnsweringSide>, Pick<AsideSide, 'mostAsides'> {
  readonly tracing?: Tracing | undefined
  readonly typing: Typing
  readonly topics: Topics
  readonly leases: Leases
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
  hello: async (connection: Connection, id: number, input: Input<'hello'>, side: RequestSide) => {
    connection.greeted = true
    try {
      await greet(connection, id, input, side)
      side.leases.enter(connection)
    } catch (reason) {
      connection.greeted = false
      throw reason
    }
  },
  'stream.have': async (connection: Connection, id: number, { have }: Input<'stream.have'>) => {
    connection.addPositions(have)
    connection.answer(id, {})
  },
  'stream.follow': followAsides,
  'stream.leave': async (connection: Connection, id: number, input: Input<'stream.leave'>, side: RequestSide) =>
    leaveAsides(connection, id, input, side),
  'topic.watch': async (
    connection: Connection,
    id: number,
    { topics: names }: Input<'topic.watch'>,
    { topics }: RequestSide,
  ) => {
    connection.answer(id, (await topics.watch(connection, names)) satisfies Output<'topic.watch'>)
  },
  'topic.leave': async (
    connection: Connection,
    id: number,
    { topics: names }: Input<'topic.leave'>,
    { topics }: RequestSide,
  ) => {
    for (const on of names) topics.leave(connection, on)
    connection.answer(id, {} satisfies Output<'topic.leave'>)
  },
  'idle.set': async (connection: Connection, id: number, { idle }: Input<'idle.set'>, { leases }: RequestSide) => {
    leases.set(connection, idle)
    connection.answer(id, {} satisfies Output<'idle.set'>)
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
    connection.scopes = identity.scopes
    connection.answer(id, admission.lifeUntil(identity.expiresAt) satisfies Output<'token.renew'>)
  },
  'typing.start': async (
    connection: Connection,
    id: number,
    { room }: Input<'typing.start'>,
    { typing }: RequestSide,
  ) => {
    typing.start(connection, room)
    connection.answer(id, {} satisfies Output<'typing.start'>)
  },
}

const isOwn = (name: CommandName): name is keyof typeof own => Object.hasOwn(own, name)

/** What is said before hello, or is it. */
const beforeHello: ReadonlySet<CommandName> = new Set(['hello', 'stream.have'])
/** What may be said at any time. */
const anyTime: ReadonlySet<CommandName> = new Set(['ping', 'token.renew'])

/** Whether it is said at its time: hello once, and most after it. */
const isInTime = ({ greeted }: Connection, name: CommandName): boolean =>
  anyTime.has(name) || beforeHello.has(name) !== greeted

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
