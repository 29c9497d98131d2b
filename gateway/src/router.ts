/** Takes commands to the services that own them, and answers back: many in one message, in both directions. */
import {
  type Call,
  commands,
  decodeReplies,
  envelopeBytes,
  errorBody,
  errorText,
  mostPieceBytes,
  type Owner,
  type Reply,
} from '@parley/protocol'
import {
  type Bus,
  fittingCount,
  makePace,
  messaging,
  type Pace,
  type Span,
  splitFitting,
  steadyNow,
} from '@parley/service-kit'

/** A checked command of somebody. */
export interface Request {
  readonly name: keyof typeof commands
  readonly input: Record<string, unknown>
  /** The input as JSON. */
  readonly text: string
  readonly user?: string | undefined
  readonly session?: string | undefined
  readonly address: string
  /** Names who sends, for commands that keep the order of one sender; absent where there is none to keep. */
  readonly sender?: object | undefined
  /** What it is a part of, where it is traced. */
  readonly span?: Span | undefined
  /** Gets the answer as JSON text: `{"ok":…}` or `{"error":…}`. */
  readonly done: (text: string) => void
}

interface Pending {
  readonly service: Owner
  readonly dueAt: number
  readonly done: (text: string) => void
}

/** Commands of one sender that wait for the ones before them. */
interface Lane {
  readonly close: () => void
  outstanding: number
  waiting: Request[]
}

/** UTF-16 units in one message, however much NATS would take; it needs three bytes for a unit at most. */
const mostUnits = 320 * 1024
/** Commands of one lane that go together: they go in one message. */
const mostOfLane = 32
/**
 * Commands leave at most so often, unless many are there. One that comes alone leaves at once; of a thousand a second, six
 * leave together and go through NATS, the service and Postgres as one: 54 µs of CPU per delivery in small rooms, where
 * each for itself costs 78 to 110.
 */
const leaveEveryMs = 6
/** Commands and lanes that wait no longer for others. */
const many = 32

const unitsOf = (piece: string) => piece.length + 1

/** Put together by hand, in a third of the time: ids are UUIDs, so only the address can hold what JSON escapes. */
const callText = (call: Omit<Call, 'with'>, input: string): string => {
  const caller = call.user === undefined ? '' : `"user":"${call.user}","session":"${call.session}",`
  const trace = call.traceparent === undefined ? '' : `"traceparent":"${call.traceparent}",`
  return `{"ref":${call.ref},"do":"${call.do}",${caller}${trace}"address":${JSON.stringify(call.address)},"with":${input}}`
}

type Incoming = Pick<Parameters<Parameters<Bus['listen']>[1]>[0], 'subject' | 'headers' | 'string'>

/** What a router asks of NATS. */
export type RouterBus = Pick<
  Bus,
  'subjects' | 'mostBytes' | 'publish' | 'beforeLeaving' | 'connected' | 'onDisconnect'
> & {
  listen(subject: string, take: (message: Incoming) => void): unknown
}

export class Router {
  readonly #bus: RouterBus
  readonly #gateway: string
  readonly #timeoutMs: number
  readonly #pending = new Map<number, Pending>()
  /** Per service, pieces of a JSON array; a piece is never split between messages. */
  readonly #queues = new Map<Owner, string[]>()
  readonly #lanes = new WeakMap<object, Map<string, Lane>>()
  /** Whose next commands go when commands leave. */
  readonly #ready: Lane[] = []
  /** Of what leaves next. */
  readonly #traced: { readonly service: Owner; readonly span: Span }[] = []
  readonly #pace: Pace
  #gathered = 0
  #timer: NodeJS.Timeout | undefined
  #isLeaving = false
  #lastRef = 0

  constructor(bus: RouterBus, gateway: string, timeoutMs: number, everyMs = leaveEveryMs) {
    this.#pace = makePace(everyMs)
    this.#bus = bus
    this.#gateway = gateway
    this.#timeoutMs = timeoutMs
    bus.listen(bus.subjects.replies(gateway, '*'), (message) => {
      const nobodyThere = message.headers?.code === 503
      if (nobodyThere) this.#failAll(message.subject.slice(message.subject.lastIndexOf('.') + 1) as Owner)
      else for (const reply of decodeReplies(message.string())) this.#settle(reply)
    })
    bus.onDisconnect(() => this.#failAll())
  }

  /** Unanswered commands. */
  get inFlight(): number {
    return this.#pending.size
  }

  dispatch(request: Request): void {
    const member = commands[request.name].inOrderOf
    const { sender } = request
    if (member !== undefined && sender) this.#inOrder(sender, `${request.name} ${request.input[member]}`, request)
    else {
      this.#enqueue(commands[request.name].owner, this.#toCall(request, request.done))
      this.#leaveSoon()
    }
  }

  /** Answers with TIMEOUT what has waited too long. The oldest come first. */
  expire(now: number): void {
    for (const [ref, { dueAt, done }] of this.#pending) {
      if (dueAt > now) return
      this.#pending.delete(ref)
      done(errorText(errorBody('TIMEOUT', { retry_ms: 200 })))
    }
  }

  #inOrder(sender: object, key: string, request: Request): void {
    const lanes = this.#lanes.get(sender) ?? new Map<string, Lane>()
    this.#lanes.set(sender, lanes)
    const lane = lanes.get(key)
    if (lane) {
      lane.waiting.push(request)
      return
    }
    const made = { close: () => void lanes.delete(key), outstanding: 0, waiting: [request] }
    lanes.set(key, made)
    this.#makeReady(made)
  }

  #makeReady(lane: Lane): void {
    this.#ready.push(lane)
    this.#leaveSoon()
  }

  /** What waited goes together, in one piece: it reaches one process, in order. */
  #release(lane: Lane): void {
    const released = lane.waiting.splice(0, fittingCount(this.#bus, mostPieceBytes, mostOfLane))
    const [first] = released
    if (!first) return
    lane.outstanding = released.length
    const calls = released.map((request) =>
      this.#toCall(request, (text) => {
        request.done(text)
        if (--lane.outstanding > 0) return
        if (lane.waiting.length > 0) this.#makeReady(lane)
        else lane.close()
      }),
    )
    this.#enqueue(commands[first.name].owner, calls.join(','))
  }

  #toCall({ name, text, user, session, address, span }: Request, done: Pending['done']): string {
    const ref = ++this.#lastRef
    const service = commands[name].owner
    this.#pending.set(ref, { service, done, dueAt: steadyNow() + this.#timeoutMs })
    if (span) this.#traced.push({ service, span })
    return callText({ ref, do: name, user, session, address, traceparent: span?.traceparent }, text)
  }

  #enqueue(service: Owner, piece: string): void {
    const queue = this.#queues.get(service)
    if (queue) queue.push(piece)
    else this.#queues.set(service, [piece])
  }

  #leaveSoon(): void {
    if (this.#isLeaving) return
    const wait = ++this.#gathered < many ? this.#pace.wait() : 0
    if (wait > 0) this.#timer ??= setTimeout(() => this.#leave(), wait)
    else {
      this.#isLeaving = true
      clearTimeout(this.#timer)
      this.#bus.beforeLeaving(() => this.#leave())
    }
  }

  #leave(): void {
    this.#isLeaving = false
    this.#timer = undefined
    this.#gathered = 0
    this.#pace.step()
    for (const lane of this.#ready.splice(0)) this.#release(lane)
    if (this.#bus.connected()) this.#flush()
    else this.#failAll()
  }

  #flush(): void {
    const most = Math.min(mostUnits, Math.floor((this.#bus.mostBytes() - envelopeBytes) / 3))
    for (const [service, pieces] of this.#queues) {
      this.#noteLeaving(service)
      for (const part of splitFitting(pieces, unitsOf, most)) this.#publish(service, part)
    }
    this.#queues.clear()
    this.#traced.length = 0
  }

  /** One span for all that leaves for a service, a part of the first and linked to each. */
  #noteLeaving(service: Owner): void {
    if (this.#traced.length === 0) return
    const links = this.#traced.filter((traced) => traced.service === service).map(({ span }) => span)
    const subject = this.#bus.subjects.commands(service)
    const attributes = { ...messaging(subject, 'send'), 'messaging.batch.message_count': links.length }
    links[0]?.begin(`send ${subject}`, { kind: 'client', attributes, links }).end()
  }

  #publish(service: Owner, pieces: readonly string[]): void {
    this.#bus.publish(
      this.#bus.subjects.commands(service),
      `[${pieces.join(',')}]`,
      this.#bus.subjects.replies(this.#gateway, service),
    )
  }

  #settle(reply: Reply): void {
    const pending = this.#pending.get(reply.ref)
    if (!pending) return
    this.#pending.delete(reply.ref)
    pending.done(reply.text)
  }

  /**
   * Nobody serves these at the moment, or the line to all services broke. What was done with them is unknown: repeat. What
   * waits is answered too, and so does not leave.
   */
  #failAll(service?: Owner): void {
    for (const [ref, pending] of this.#pending) {
      if (service !== undefined && pending.service !== service) continue
      this.#pending.delete(ref)
      pending.done(errorText(errorBody('UNAVAILABLE', { retry_ms: 500 })))
    }
    if (service === undefined) this.#queues.clear()
    else this.#queues.delete(service)
    this.#traced.length = 0
  }
}
