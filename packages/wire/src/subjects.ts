/**
 * NATS subjects, and what travels on them between gateways and services. `prefix` separates deployments that share a
 * NATS, such as tests.
 */

import type { Owner, StandingName } from '@parley/protocol'
import { type Question, questions } from './questions/questions.ts'

export const subjects = (prefix: string) => ({
  /** Commands for a service, many in one message (`Call[]`); one of its processes takes it (queue group). */
  commands: (service: Owner) => `${prefix}.cmd.${service}`,
  /** Answers of one service to one gateway: see `replies.ts`. */
  replies: (gateway: string, service: Owner | '*') => `${prefix}.reply.${gateway}.${service}`,
  /** What is asked of a service: see `questions`. */
  question: (service: string, question: Question) => `${prefix}.${questions[question].subject(service)}`,
  /** New events and signals of one stream, for gateways: see `event-batch.ts`. */
  events: (stream: string) => `${prefix}.ev.${stream.replaceAll('/', '.')}`,
  /** Who types where a stream goes, from gateway to gateway: beside the events, of which no gateway may tell any. */
  typing: (stream: string) => `${prefix}.typing.${stream.replaceAll('/', '.')}`,
  /** Rings when a service has committed something that other services may want to read from its outbox. */
  committed: (service: Owner) => `${prefix}.committed.${service}`,
  /** In which epoch a process of a service has just found Postgres, for the others of the service. */
  epochs: (service: Owner) => `${prefix}.epochs.${service}`,
  /** Rings when a key has been withdrawn: gateways ask for the `keys` anew. `identityOwner` rings. */
  keysChanged: `${prefix}.keys-changed`,
  /** Sessions that have just ended (`string[]` of session ids); gateways close their sockets. `identityOwner` tells. */
  sessionsEnded: `${prefix}.sessions-ended`,
  /** How people stand who were restricted or released a moment ago (`AccountStanding[]`). `identityOwner` tells. */
  standingsChanged: `${prefix}.standings-changed`,
})
export type Subjects = ReturnType<typeof subjects>

/** The service whose keys and sessions the question `keys`, and `keysChanged` and `sessionsEnded` are about. */
export const identityOwner = 'auth' satisfies Owner

/** The service that is told who is there: the question `leases`. */
export const presenceOwner = 'presence' satisfies Owner

/** The service that knows who is in a room and how far they have read: the questions `notices` and `standings`. */
export const roomsOwner = 'chat' satisfies Owner

/** The service that knows which files there are: the question `attach`. */
export const filesOwner = 'files' satisfies Owner

/** The service that asks these, and hears who has read something. */
export const notifyOwner = 'notify' satisfies Owner
/** The service that knows how people stand with each other: the question `reach`. */
export const relationsOwner = 'contacts' satisfies Owner

/** The services that keep something of people, besides `identityOwner`: the question `erase`. */
export const peopleOwners = ['chat', 'contacts', 'presence', 'notify', 'files'] as const satisfies readonly Owner[]
/** The same with it, in the order in which an archive is made of what they have: the question `export`. */
export const exportOwners: readonly Owner[] = [identityOwner, ...peopleOwners]

/** Where answers to the questions of this NATS user arrive: nobody else is to listen there. A name stays one token. */
export const inboxPrefix = (user: string): string =>
  `_INBOX.${user.replaceAll(/[^\w-]/gu, (sign) => `%${sign.codePointAt(0)?.toString(16)}`)}`

/** How somebody stands by the word of those who run the platform. */
export interface AccountStanding {
  readonly user: string
  readonly is: StandingName
  /** Whether they came in by a name alone. */
  readonly guest?: true
  /** When that ends by itself, in milliseconds since 1970. */
  readonly until?: number
  /** Since when, in milliseconds since 1970: of two the later counts. */
  readonly at: number
}

/** What the secret of a service key begins with: it is asked for, where other tokens are checked by a signature. */
export const serviceKeyPrefix = 'parley_sk_'

/** A command on its way to its service; `ref` is the gateway's and comes back in the reply. */
export interface Call {
  readonly ref: number
  readonly do: string
  readonly with: unknown
  /** Absent where the command may be called without a token. */
  readonly user?: string
  readonly session?: string
  /** They run the platform, or act by a service key. */
  readonly trusted?: true | undefined
  /** A key of the caller's own: whoever repeats the command with it gets the first answer. Absent where there is none. */
  readonly once?: string
  /** The caller's network address, as the edge saw it. */
  readonly address?: string
  /** The trace that the command belongs to (W3C Trace Context); absent where it is not traced. */
  readonly traceparent?: string
}
