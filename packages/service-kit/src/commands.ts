/** Serves a service's commands: takes batches of calls from gateways, answers in batches. */
import {
  type CommandName,
  type CommandOf,
  commands,
  type ErrorBody,
  everyCommandErrors,
  Failure,
  fail,
  type Input,
  isCommand,
  type Output,
  type Owner,
} from '@parley/protocol'
import { type Call, encodeReply, errorText, okText } from '@parley/wire'
import { countAnswers } from './answers.ts'
import { type BatchLimits, batcher } from './batch.ts'
import type { Bus } from './bus.ts'
import { splitFitting } from './fitting.ts'
import type { Log } from './log.ts'
import type { Distribution, Metrics } from './metrics/metrics.ts'
import type { serviceMetrics } from './metrics/process.ts'
import type { Asking } from './once.ts'
import { steadyNow } from './steady-clock.ts'
import { errorOf } from './told.ts'
import { messaging, noteError, type Tracing, within } from './tracing.ts'

/** Who calls. `user` and `session` are empty where the command may be called without a token. */
export interface Caller {
  readonly user: string
  readonly session: string
  readonly address: string
  /** They run the platform, or act by a service key: what is limited of new accounts is not of theirs. */
  readonly trusted?: true | undefined
  /** Aborted when the caller hangs up, where that can be known. */
  readonly gone?: AbortSignal | undefined
}

export interface Ask<C extends CommandName> {
  readonly input: Input<C>
  readonly caller: Caller
}

/** One command, one caller. The input has been checked against the table at the edge. */
export type Handler<C extends CommandName, Context> = (
  input: Input<C>,
  caller: Caller,
  context: Context,
) => Promise<Output<C>>

/** A command that serves many callers at once; a `Failure` in its answer is that caller's alone. */
export interface BatchHandler<C extends CommandName, Context> {
  readonly limits: BatchLimits<Ask<C>>
  readonly run: (asks: Ask<C>[], context: Context) => Promise<(Output<C> | Error)[]>
}

/** A service handles all of its commands: one left out does not compile. */
export type Handlers<O extends Owner, Context> = {
  readonly [C in CommandOf<O>]: Handler<C, Context> | BatchHandler<C, Context>
}

type AnyHandler = (ask: Ask<CommandName>) => Promise<unknown>

const bind = <Context>(handler: unknown, context: Context): AnyHandler => {
  if (typeof handler === 'function')
    return ({ input, caller }) => (handler as Handler<CommandName, Context>)(input, caller, context)
  const { run, limits } = handler as BatchHandler<CommandName, Context>
  return batcher((asks) => run(asks, context), limits)
}

/** Whether the table says that this command may answer so. */
const isDeclaredBy = (command: string, { name }: ErrorBody): boolean =>
  [...everyCommandErrors, ...(isCommand(command) ? commands[command].errors : [])].includes(name)

/** UTF-16 units in one message at most, however much NATS would take. */
const mostUnits = 160 * 1024

/** UTF-8 needs three bytes for a unit at most; exact sizes are not worth counting. */
const unitsOf = (reply: string) => reply.length + 1

/** Answers of one turn of the event loop to one gateway leave together, in messages that NATS takes. */
const makeReplier = (bus: Bus) => {
  const due = new Map<string, string[]>()
  const flush = () => {
    const most = Math.min(mostUnits, Math.floor(bus.mostBytes() / 3))
    for (const [subject, replies] of due)
      for (const part of splitFitting(replies, unitsOf, most)) bus.publish(subject, part.join('\n'))
    due.clear()
  }
  return (subject: string, reply: string) => {
    if (due.size === 0) bus.beforeLeaving(flush)
    const replies = due.get(subject)
    if (replies) replies.push(reply)
    else due.set(subject, [reply])
  }
}

/** The reply; fails where it is too long for a message by itself. */
const fitting = (reply: string, mostBytes: number): string =>
  reply.length * 3 <= mostBytes || Buffer.byteLength(reply) <= mostBytes ? reply : fail('ANSWER_TOO_LARGE')

/** Counts and times what a service answers. */
const makeMeter = (metrics: Metrics<typeof serviceMetrics>, names: readonly CommandName[]) => {
  const counts = countAnswers(metrics.parley_service_commands_total, metrics.parley_service_errors_total, names)
  const seconds = new Map<string, Distribution>(
    names.map((command) => [command, metrics.parley_service_command_seconds.of({ command })]),
  )
  return (command: string, begun: number, error?: ErrorBody) => {
    counts.answered(command, error ? 'error' : 'ok')
    if (error) counts.error(error)
    seconds.get(command)?.observe((steadyNow() - begun) / 1_000)
  }
}

const askingOf = ({ user = '', do: command, with: input }: Call, key: string): Asking => ({
  person: user,
  key,
  command,
  input,
})

export interface CommandServer extends AsyncDisposable {
  readonly inFlight: () => number
}

/** Does what somebody asks for with a key of their own, once. */
export type Once = (asking: Asking, act: () => Promise<unknown>) => Promise<unknown>

/** Serves until disposed; then takes no more, and resolves when all it took is answered. */
export const serveCommands = <O extends Owner, Context>(
  service: O,
  bus: Bus,
  log: Log,
  handlers: Handlers<O, Context>,
  context: Context,
  metrics: Metrics<typeof serviceMetrics>,
  once: Once,
  tracing?: Tracing,
): CommandServer => {
  const answered = makeMeter(metrics, Object.keys(handlers).filter(isCommand))
  const bound = new Map(Object.entries(handlers).map(([name, handler]) => [name, bind(handler, context)]))
  const reply = makeReplier(bus)
  let inFlight = 0
  let drained = () => {}

  const subject = bus.subjects.commands(service)
  const handle = async (call: Call): Promise<string> => {
    const begun = steadyNow()
    try {
      const handler = bound.get(call.do)
      if (!handler) throw new Failure('UNKNOWN_COMMAND')
      const caller = {
        user: call.user ?? '',
        session: call.session ?? '',
        address: call.address ?? '',
        trusted: call.trusted,
      }
      const act = () => handler({ input: call.with as never, caller })
      const ok = await (call.once === undefined ? act() : once(askingOf(call, call.once), act))
      const answer = fitting(encodeReply({ ref: call.ref, text: okText(ok) }), bus.mostBytes())
      answered(call.do, begun)
      return answer
    } catch (reason) {
      const { do: command, session, ref } = call
      const isDeclared = (error: ErrorBody) => isDeclaredBy(command, error)
      const error = errorOf(reason, { log, what: 'a command', whom: { command, session, ref }, isDeclared })
      answered(call.do, begun, error)
      noteError(error)
      return encodeReply({ ref: call.ref, text: errorText(error) })
    }
  }

  /** A part of the trace that the call names; one that names none is not traced. */
  const answerTo = (call: Call): Promise<string> => {
    if (!tracing || call.traceparent === undefined) return handle(call)
    const attributes = { ...messaging(subject, 'process'), 'rpc.method': call.do }
    const span = tracing.begin(`process ${subject}`, { kind: 'consumer', attributes }, call.traceparent)
    return within(span, () => handle(call))
  }

  const serve = async (call: Call, to: string) => {
    inFlight++
    reply(to, await answerTo(call))
    if (--inFlight === 0) drained()
  }

  const subscription = bus.listen(
    subject,
    (message) => {
      const to = message.reply
      if (!to) return
      for (const call of message.json<Call[]>()) void serve(call, to)
    },
    service,
  )

  return {
    inFlight: () => inFlight,
    [Symbol.asyncDispose]: async () => {
      await subscription.drain()
      if (inFlight > 0) await new Promise<void>((resolve) => (drained = resolve))
      await new Promise(setImmediate)
      await bus.flush().catch(() => {})
    },
  }
}
