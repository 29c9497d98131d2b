/** Takes commands to the services that own them, and answers back: many in one message, in both directions. */
import { commands, errorBody, type Owner } from '@parley/protocol'
import { type Bus, fittingCount, messaging, type Span, splitFitting, steadyNow } from '@parley/service-kit'
import { type Call, decodeReplies, envelopeBytes, errorText, mostPieceBytes } from '@parley/wire'
import { type Departure, Departures } from './departures.ts'
import { Lanes, laneOf } from './lanes.ts'

/** A checked command of somebody. */
export interface Request {
  readonly name: keyof typeof commands
  readonly input: Record<string, unknown>
  /** The input as JSON. */
  readonly text: string
  readonly user?: string | undefined
  readonly session?: string | undefined
  readonly trusted?: true | undefined
  readonly address: string
  /** A key by which the command may be repeated. */
  readonly once?: string | undefined
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

/** UTF-16 units in one message, however much NATS would take; it needs three bytes for a unit at most. */
const mostUnits = 320 * 1024

const unitsOf = (piece: string) => piece.length + 1

const unavailable = () => errorText(errorBody('UNAVAILABLE', { retry_ms: 500 }))

/** Put together by hand, in a third of the time: ids are UUIDs, so only the address can hold what JSON escapes. */
const callText = (call: Omit<Call, 'with'>, input: string): string => {
  const caller =
    call.user === undefined
      ? ''
      : `"user":"${call.user}","session":"${call.session}",${call.trusted ? '"trusted":true,' : ''}`
  const trace = call.traceparent === undefined ? '' : `"traceparent":"${call.traceparent}",`
  const once = call.once === undefined ? '' : `"once":"${call.once}",`
  return `{"ref":${call.ref},"do":"${call.do}",${caller}${once}${trace}"address":${JSON.stringify(call.address)},"with":${input}}`
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
  /** The oldest come first. */
  readonly #pending = new Map<number, Pending>()
  readonly #departures = new Map<Owner, Departures>()
  readonly #lanes = new Lanes()
  #lastRef = 0

  constructor(bus: RouterBus, gateway: string, timeoutMs: number) {
    this.#bus = bus
    this.#gateway = gateway
    this.#timeoutMs = timeoutMs
    bus.listen(bus.subjects.replies(gateway, '*'), (message) => {
      const nobodyThere = message.headers?.code === 503
      if (nobodyThere) this.#failAll(message.subject.slice(message.subject.lastIndexOf('.') + 1) as Owner)
      else for (const { ref, text } of decodeReplies(message.string())) this.#end(ref, text)
    })
    bus.onDisconnect(() => this.#failAll())
  }

  /** Unanswered commands. */
  get inFlight(): number {
    return this.#pending.size
  }

  dispatch(request: Request): void {
    const departures = this.#departuresFor(commands[request.name].owner)
    const lane = request.sender && laneOf(request)
    if (request.sender && lane) this.#lanes.add(request.sender, lane, request, (ready) => departures.add(ready))
    else departures.add({ take: () => [request] })
  }

  /** Answers with TIMEOUT what has waited too long. */
  expire(now: number): void {
    for (const [ref, { dueAt }] of this.#pending) {
      if (dueAt > now) return
      this.#end(ref, errorText(errorBody('TIMEOUT', { retry_ms: 200 })))
    }
  }

  #departuresFor(service: Owner): Departures {
    const known = this.#departures.get(service)
    if (known) return known
    const made = new Departures(this.#bus, (departures) => this.#leave(service, departures))
    this.#departures.set(service, made)
    return made
  }

  #leave(service: Owner, departures: readonly Departure[]): void {
    const together = fittingCount(this.#bus, mostPieceBytes, Number.POSITIVE_INFINITY)
    const pieces = departures.map((departure) => departure.take(together))
    if (!this.#bus.connected()) {
      for (const { done } of pieces.flat()) done(unavailable())
      return
    }
    this.#noteLeaving(service, pieces)
    const texts = pieces.map((requests) => requests.map((request) => this.#toCall(service, request)).join(','))
    const most = Math.min(mostUnits, Math.floor((this.#bus.mostBytes() - envelopeBytes) / 3))
    for (const part of splitFitting(texts, unitsOf, most)) this.#publish(service, part)
  }

  #toCall(service: Owner, { name, text, user, session, trusted, address, once, span, done }: Request): string {
    const ref = ++this.#lastRef
    this.#pending.set(ref, { service, done, dueAt: steadyNow() + this.#timeoutMs })
    this.#departures.get(service)?.left()
    return callText({ ref, do: name, user, session, trusted, address, once, traceparent: span?.traceparent }, text)
  }

  /** One span for all that leaves for a service, a part of the first and linked to each. */
  #noteLeaving(service: Owner, pieces: readonly Request[][]): void {
    if (!pieces.some((requests) => requests.some(({ span }) => span))) return
    const links = pieces.flatMap((requests) => requests.flatMap(({ span }) => span ?? []))
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

  /** Each is answered once, whatever comes after. */
  #end(ref: number, text: string): void {
    const pending = this.#pending.get(ref)
    if (!pending) return
    this.#pending.delete(ref)
    this.#departures.get(pending.service)?.returned()
    pending.done(text)
  }

  /**
   * Nobody serves these at the moment, or the line to all services broke. What was done with them is unknown: repeat. What
   * waits comes to its turn, and is answered likewise.
   */
  #failAll(service?: Owner): void {
    for (const [ref, pending] of this.#pending)
      if (service === undefined || pending.service === service) this.#end(ref, unavailable())
  }
}
