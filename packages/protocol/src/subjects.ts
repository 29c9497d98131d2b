/**
 * NATS subjects, and what travels on them between gateways and services. `prefix` separates deployments that share a
 * NATS, such as tests.
 */
import type { StreamState } from './shapes.ts'
import type { Owner } from './table.ts'

export const subjects = (prefix: string) => ({
  /** Commands for a service, many in one message (`Call[]`); one of its processes takes it (queue group). */
  commands: (service: Owner) => `${prefix}.cmd.${service}`,
  /** Answers of one service to one gateway: see `replies.ts`. */
  replies: (gateway: string, service: Owner | '*') => `${prefix}.reply.${gateway}.${service}`,
  /** Questions about streams, answered by their owner: see `StreamQuestions`. */
  streams: (service: string, question: keyof StreamQuestions | '*') => `${prefix}.streams.${service}.${question}`,
  /** New events and signals of one stream, for gateways: see `event-batch.ts`. */
  events: (stream: string) => `${prefix}.ev.${stream.replaceAll('/', '.')}`,
  /** Rings when a service has committed something that other services may want to read from its outbox. */
  committed: (service: Owner) => `${prefix}.committed.${service}`,
  /** In which epoch a process of a service has just found Postgres, for the others of the service. */
  epochs: (service: Owner) => `${prefix}.epochs.${service}`,
  /** A page of a service's outbox, for other services: see `OutboxQuestion`. */
  outbox: (service: Owner) => `${prefix}.outbox.${service}`,
  /** The public keys that access tokens are checked with, as a JWK set; `identityOwner` has them. */
  keys: `${prefix}.keys`,
  /** Rings when a key has been withdrawn: gateways ask for the keys anew. `identityOwner` rings. */
  keysChanged: `${prefix}.keys-changed`,
  /** Sessions that have just ended (`string[]` of session ids); gateways close their sockets. `identityOwner` tells. */
  sessionsEnded: `${prefix}.sessions-ended`,
})
export type Subjects = ReturnType<typeof subjects>

/** The service whose keys and sessions `keys`, `keysChanged` and `sessionsEnded` are about. */
export const identityOwner = 'auth' satisfies Owner

/** Where answers to the questions of this NATS user arrive: nobody else is to listen there. A name stays one token. */
export const inboxPrefix = (user: string): string =>
  `_INBOX.${user.replaceAll(/[^\w-]/gu, (sign) => `%${sign.codePointAt(0)?.toString(16)}`)}`

/** A command on its way to its service; `ref` is the gateway's and comes back in the reply. */
export interface Call {
  readonly ref: number
  readonly do: string
  readonly with: unknown
  /** Absent where the command may be called without a token. */
  readonly user?: string
  readonly session?: string
  /** The caller's network address, as the edge saw it. */
  readonly address?: string
  /** The trace that the command belongs to (W3C Trace Context); absent where it is not traced. */
  readonly traceparent?: string
}

/** Questions and answers about streams; each carries many at once. Answers come in the order of the question. */
export interface StreamQuestions {
  /** What each reader follows, by page: everybody gets as much as fits, and at least one stream. */
  open: { readonly ask: readonly OpenQuestion[]; readonly tell: readonly OpenPage[] }
  /** The heads of streams by name; null where there is none. */
  heads: { readonly ask: readonly string[]; readonly tell: readonly (StreamHead | null)[] }
  /** Events after a position, at most `limit` each. */
  ranges: { readonly ask: readonly RangeQuestion[]; readonly tell: readonly (StreamRange | null)[] }
  /** What each of these readers may not see, or no more than others. */
  sights: { readonly ask: readonly string[]; readonly tell: readonly ReaderSight[] }
  /** What a gateway has delivered and its owner seems not to have; told is the epoch of now, a new one where that is so. */
  held: { readonly ask: readonly HeldQuestion[]; readonly tell: readonly number[] }
}

export interface HeldQuestion {
  readonly on: string
  readonly epoch: number
  /** 0 where only the epoch is told. */
  readonly seq: number
  /** The event that was delivered there, as its JSON text; left out where it is no longer known. */
  readonly frame?: string
}

export interface OpenQuestion {
  readonly reader: string
  /** The last stream of the page before. */
  readonly after?: string
  /** The gateway keeps from readers what their sight says. Not given by one of the release before. */
  readonly sees?: true
}

/** A sight as the owner tells it (see `sight.ts`): it holds for what comes after position `at` of the reader's own stream `on`. */
export interface ReaderSight {
  readonly on: string
  readonly at: number
  readonly hides: readonly string[]
  readonly audiences: readonly string[]
}

/**
 * The reader's own stream comes first. What changes between two pages is an event after the position that the first page
 * gave for it, or after that of the room.
 */
export interface OpenPage {
  readonly streams: readonly StreamState[]
  /** Whether there are further ones. */
  readonly more: boolean
  /** Whether the reader has a sight of its own: ask for it. Not given by a service of the release before. */
  readonly hides?: boolean
}

export interface StreamHead {
  readonly epoch: number
  readonly head: number
  readonly floor: number
}

export interface RangeQuestion {
  readonly on: string
  readonly after: number
  readonly limit: number
  /** The asker reads the marks. Else what is for some alone is redacted in the answer. */
  readonly sees?: true
}

/** `frames` are the JSON texts of the events after `after`, without gap; fewer than asked where the stream ends. */
export interface StreamRange extends StreamHead {
  readonly frames: readonly string[]
  /** The marks of these events, where any has some: see `sight.ts`. */
  readonly marks?: string
}
