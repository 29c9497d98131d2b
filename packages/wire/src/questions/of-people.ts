/** What is asked about people: who they are, how they stand with each other, whether they are there, and what there is of them. */
import type { DeedName, Output, StaffPermission } from '@parley/protocol'

export interface BearerQuestion {
  /** SHA-256 of the secret, in base64url: the secret itself goes no further than to whoever it was shown. */
  readonly hash: string
}

/** A program, and what it may do. */
export interface KnownBearer {
  readonly user: string
  /** Of the secret: it ends as sessions do. */
  readonly session: string
  readonly scopes: readonly string[]
  /** The one game that it acts for. Not given: the deployment. */
  readonly game?: string
  /** When it ends, in milliseconds since 1970. Not given: it does not. */
  readonly until?: number
}

/** A JWK set. */
export interface KeySet {
  readonly keys: readonly (object & { readonly kid: string })[]
  /** When it answered, by its clock; an auth service of the release before does not say. */
  readonly at?: number
}

export interface StaffQuestion {
  readonly user: string
  readonly needs: StaffPermission
  /** What they are about to do, where it is to stand in the log of the platform before they do it. */
  readonly deed?: StaffDeed
}

export interface StaffDeed {
  readonly what: Extract<DeedName, 'estate.hand_over'>
  /** To whom. */
  readonly whom: string
  readonly reason: string
  readonly is: Readonly<Record<string, string>>
}

export interface ReachQuestion {
  readonly by: string
  /** `contacts`: who of them is one. */
  readonly to: 'contact' | 'groups' | 'contacts'
  readonly users: readonly string[]
}

export interface PeopleQuestion {
  readonly user: string
  readonly people: readonly string[]
}

export interface Ties {
  readonly contacts: readonly string[]
  /** By either of the two. */
  readonly blocked: readonly string[]
}

export interface TopicQuestion {
  readonly on: string
  /** Somebody who wants to watch it. Not given by who looks what was missed. */
  readonly reader?: string
  /** The version that the gateway knows: a later one is told, or is when it asks again where many are. Not given: as it stands. */
  readonly known?: number
  /** The reader was told of it before, up to that version. */
  readonly again?: true
}

/** Null for what there is not. */
export interface TopicState {
  /** The JSON text of the signal that says it; not given where the gateway knows it. */
  readonly frame?: string
  /** It is told to this reader alone, who may not know how it stands. */
  readonly apart?: true
}

/** What one gateway says of its users: later news counts, by `turn`. */
export interface LeaseNews {
  readonly gateway: string
  /** Grows from one news to the next. */
  readonly turn: number
  /** For so long it holds that somebody is there, in milliseconds. */
  readonly forMs: number
  /** Those who are there, and whether before any of their devices somebody sits (1) or not (0). */
  readonly here: readonly (readonly [user: string, active: 0 | 1])[]
  /** Those whose last connection to this gateway has ended. */
  readonly gone: readonly string[]
}

/** Offline too where somebody is invisible. */
export type Thereness = 'online' | 'idle' | 'dnd' | 'offline'

export interface MailQuestion {
  readonly user: string
  /** A UUID of the mail: asked again, the same. */
  readonly id: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Where a POST ends mails of this kind (RFC 8058). */
  readonly unsubscribe: string
}

/**
 * `sent`; `refused` for good by the mail server; `nobody` is to get it, as there is no address, the account is not in use, or no mail is sent
 * here at all; `later`: it may be asked again.
 */
export interface Mailed {
  readonly outcome: 'sent' | 'refused' | 'nobody' | 'later'
}

export interface EraseQuestion {
  readonly user: string
  /** What becomes of the messages that they have sent, with reactions and votes: taken back, or left without a name. */
  readonly messages: 'remove' | 'anonymise'
}

export interface Erased {
  readonly done: boolean
  /** How much of each kind has gone since the first question. */
  readonly counts: Readonly<Record<string, number>>
}

/** Where a service goes on: in which of its steps, and behind what of it. Not given: at the beginning. */
export interface ExportPlace {
  readonly step?: string | undefined
  readonly after?: string | undefined
}

export interface ExportQuestion extends ExportPlace {
  readonly user: string
}

export interface ExportPage {
  /** What it is that the lines say. Not given: there are none. */
  readonly what?: string
  /** Each the JSON text of an object. */
  readonly lines: readonly string[]
  /** Not given: this is the last page. */
  readonly next?: ExportPlace
}

export interface ArchiveQuestion {
  readonly user: string
  /** The session that has proved it. */
  readonly session: string
}

/** When the next one may be asked for; or how it stands, which is what `account.export` answers. */
export type ArchiveAnswer = { readonly tooSoonMs: number } | { readonly archive: Output<'account.export'> }
