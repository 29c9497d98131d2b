/** Counts and times what passes through a gateway, in plain numbers that somebody may ask for. */
import {
  type CommandName,
  closeCodes,
  commands,
  type ErrorBody,
  type ErrorName,
  errors,
  isCommand,
} from '@parley/protocol'
import {
  type AnswerCounts,
  countAnswers,
  type Distribution,
  type Metrics,
  type Series,
  steadyNow,
} from '@parley/service-kit'
import type { gatewayConfig } from './config.ts'
import type { CloseReason } from './connection.ts'
import type { gatewayMetrics } from './metrics.ts'
import { type HistoryFault, historyFaults } from './stream-io.ts'

type GatewayMetrics = Metrics<typeof gatewayMetrics>

/** What is there now, of which a gateway has one each. */
interface Present {
  readonly sockets: { readonly all: ReadonlySet<unknown> }
  readonly unread: { readonly bytes: number }
  readonly router: { readonly inFlight: number }
  readonly streams: { readonly size: number }
  readonly topics: { readonly size: number }
}

export const watchGateway = (metrics: GatewayMetrics, { sockets, unread, router, streams, topics }: Present): void => {
  metrics.parley_gateway_connections.watch(() => sockets.all.size)
  metrics.parley_gateway_unread_bytes.watch(() => unread.bytes)
  metrics.parley_gateway_commands_unanswered.watch(() => router.inFlight)
  metrics.parley_gateway_streams.watch(() => streams.size)
  metrics.parley_gateway_topics.watch(() => topics.size)
}

/** What a gateway asks the owners of streams. */
const questions = ['open', 'follow', 'sights', 'audiences', 'ranges', 'heads', 'topics'] as const
type Question = (typeof questions)[number]

/** With these the gateway refuses a command that it does not look at. */
const refusals = ['RATE_LIMITED', 'TOO_MANY_IN_FLIGHT', 'HELLO_FIRST'] as const satisfies readonly ErrorName[]
type Refusal = (typeof refusals)[number]

/** Settings by which somebody may be limited. */
const limits = [
  'RATE_FREE',
  'RATE_READ',
  'RATE_WRITE',
  'RATE_SEND',
  'RATE_LOGIN',
  'RATE_REFRESH',
  'RATE_BYTES',
  'RATE_HANDSHAKES',
  'RATE_HANDSHAKES_PER_ADDRESS',
  'RATE_BAD_TOKENS',
  'IN_FLIGHT',
  'FOLLOWS_PER_CONNECTION',
  'WATCHES_PER_CONNECTION',
  'CONNECTIONS_PER_SESSION',
  'CONNECTIONS_PER_ACCOUNT',
  'CONNECTIONS_PER_ADDRESS',
  'CONNECTIONS',
  'RESUME_BYTES',
  'UNREAD_TOTAL_BYTES',
] as const satisfies readonly (keyof typeof gatewayConfig)[]
export type LimitName = (typeof limits)[number]

/** How a socket ends that the gateway did not close by a code of its own. */
const otherReasons = ['CLIENT', 'MALFORMED', 'LOST'] as const

/** What becomes of a signal for which somebody has no room: a state comes later, what passes does not. */
const droppedKinds = ['passing', 'state'] as const
type DroppedKind = (typeof droppedKinds)[number]

const names = Object.keys(commands).filter(isCommand)

/** Each value once: every series is there from the start, and the first thing counted shows as a change. */
const each = <Name extends string, Kept>(all: readonly Name[], make: (name: Name) => Kept) =>
  Object.fromEntries(all.map((name) => [name, make(name)])) as Record<Name, Kept>

export class Traffic {
  readonly frames: Series
  /** Events times readers. */
  readonly deliveries: Series
  readonly events: Series
  readonly repaired: Series
  readonly resets: Series
  /** Positions of clients beyond the end of a stream. */
  readonly ahead: Series
  readonly opened: Series
  /** Signals times readers that had no room for them. */
  readonly dropped: Record<DroppedKind, Series>
  readonly #answers: AnswerCounts
  readonly #closed: Record<CloseReason, Series>
  readonly #handshakes: Record<ErrorName, Series>
  readonly #limits: Record<string, Series>
  readonly #refusals: Record<Refusal, Record<string, Series>>
  readonly #histories: Record<HistoryFault, Series>
  readonly #questions: Record<Question, Distribution>
  readonly #seconds: Record<CommandName, Distribution>

  constructor(metrics: GatewayMetrics) {
    this.frames = metrics.parley_gateway_frames_received_total.of()
    this.deliveries = metrics.parley_gateway_deliveries_total.of()
    this.events = metrics.parley_gateway_events_received_total.of()
    this.repaired = metrics.parley_gateway_gaps_repaired_total.of()
    this.resets = metrics.parley_gateway_resets_total.of()
    this.ahead = metrics.parley_gateway_positions_ahead_total.of()
    this.opened = metrics.parley_gateway_connections_opened_total.of()
    this.dropped = each(droppedKinds, (kind) => metrics.parley_gateway_signals_dropped_total.of({ kind }))
    this.#answers = countAnswers(metrics.parley_gateway_commands_total, metrics.parley_gateway_errors_total, names)
    this.#closed = each([...(Object.keys(closeCodes) as CloseReason[]), ...otherReasons], (reason) =>
      metrics.parley_gateway_connections_closed_total.of({ reason }),
    )
    this.#handshakes = each(Object.keys(errors) as ErrorName[], (name) =>
      metrics.parley_gateway_handshakes_refused_total.of({ name }),
    )
    this.#limits = each(limits, (limit) => metrics.parley_gateway_limits_met_total.of({ limit }))
    const classes = [...new Set(names.map((name) => commands[name].rate))]
    this.#refusals = each(refusals, (reason) =>
      each(classes, (kind) => metrics.parley_gateway_refusals_total.of({ reason, class: kind })),
    )
    this.#histories = each(historyFaults, (fault) => metrics.parley_gateway_histories_lost_total.of({ fault }))
    this.#questions = each(questions, (question) => metrics.parley_gateway_question_size.of({ question }))
    this.#seconds = each(names, (name) =>
      metrics.parley_gateway_command_seconds.of({ owner: commands[name].owner, class: commands[name].rate }),
    )
  }

  closed(reason: CloseReason): void {
    this.#closed[reason].value++
  }

  historyLost(fault: HistoryFault): void {
    this.#histories[fault].value++
  }

  handshakeRefused(error: ErrorBody): void {
    this.#handshakes[error.name].value++
    this.#noteLimit(error)
  }

  /** Somebody met the limit of this setting. */
  limited(limit: LimitName): void {
    const series = this.#limits[limit]
    if (series) series.value++
  }

  #noteLimit({ limit }: ErrorBody): void {
    if (typeof limit === 'string') this.limited(limit as LimitName)
  }

  asked(question: Question, size: number): void {
    this.#questions[question].observe(size)
  }

  /** To a command that came at `begun` (`steadyNow()`); `text` is its service's. Returns the error that it is. */
  answered(name: CommandName, begun: number, text = ''): ErrorBody | undefined {
    this.#seconds[name].observe((steadyNow() - begun) / 1_000)
    if (!text.startsWith('{"error"')) {
      this.#answers.answered(name, 'ok')
      return undefined
    }
    const { error } = JSON.parse(text) as { error: ErrorBody }
    this.failed(name, error)
    return error
  }

  /** Of no command, where it names none of ours. */
  failed(name: CommandName | undefined, error: ErrorBody): void {
    if (name) this.#answers.answered(name, 'error')
    this.#answers.error(error)
  }

  /** By the gateway; of no command, where it names none of ours. */
  refused(name: CommandName | undefined, error: ErrorBody): void {
    this.failed(name, error)
    this.#noteLimit(error)
    const series = name && this.#refusals[error.name as Refusal]?.[commands[name].rate]
    if (series) series.value++
  }
}
