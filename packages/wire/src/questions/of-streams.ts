/** What gateways ask about streams: who follows them, where they stand, who sees what of them. */
import type { EventFrame, StreamState } from '@parley/protocol'

export interface OpenQuestion {
  readonly reader: string
  /** The last stream of the page before. */
  readonly after?: string
  /** The gateway keeps from readers what their sight says. Not given by one of the release before. */
  readonly sees?: true
  /** It also keeps what is ruled by other streams from who may see it no more. Not given by one of the release before. */
  readonly rules?: true
}

/**
 * The reader's own stream comes first. What changes between two pages is an event after the position that the first page
 * gave for it, or after that of the room.
 */
export interface OpenPage {
  readonly streams: readonly ReaderState[]
  /** Whether there are further ones. */
  readonly more: boolean
  /** Whether the reader has a sight of its own: ask for it. Not given by a service of the release before. */
  readonly hides?: boolean
}

/** Whether this reader may follow this stream, now. */
export interface FollowQuestion {
  readonly reader: string
  readonly on: string
  /** As in `OpenQuestion`; who does not give it follows nothing that is ruled. */
  readonly rules?: true
}

/** Where a stream stands that somebody may follow, and what rules it. */
export interface FollowState extends ReaderState {
  /** Null where nothing does; not given by a service of the release before. */
  readonly ruler?: Ruler | null
}

/** The stream that rules another one. */
export interface Ruler extends StreamHead {
  readonly on: string
  /** Its audience that sees the other one. */
  readonly audience: string
  /** Not all of them do: whoever follows the other one is asked about anew after each change of who sees what. */
  readonly narrow?: true
}

export interface AudiencesQuestion {
  /** A stream that rules others. */
  readonly on: string
  readonly readers: readonly string[]
  /** The `list` of an answer before: where it is that still, its audiences need not be named. */
  readonly known?: string
}

/** What holds for what comes after position `at` of the stream, the last of its events before that changed anything. */
export interface StreamAudiences {
  readonly at: number
  /** Names what `audiences` lists. */
  readonly list: string
  /** All that readers may belong to. Not given where the question knows them. */
  readonly audiences?: readonly string[]
  /** Of each class those that it belongs to: bytes in base64, of which bit n, the lowest first, says whether to the nth. */
  readonly classes: readonly string[]
  /** Of each reader their class; null where they are none of its readers, and see nothing that it rules. */
  readonly of: readonly (number | null)[]
}

/** A sight as the owner tells it (see `sight.ts`): it holds for what comes after position `at` of the reader's own stream `on`. */
export interface ReaderSight {
  readonly on: string
  readonly at: number
  readonly hides: readonly string[]
  readonly audiences: readonly string[]
  /** Those of whose passing signals it gets none, as they block the reader. Not given: nobody. */
  readonly misses?: readonly string[]
}

export interface StreamHead {
  readonly epoch: number
  readonly head: number
  readonly floor: number
}

/** The same for somebody: `floor` is from where on they can read at all, what is no longer held or before they came. */
export interface ReaderHead extends StreamHead {
  /** They see nothing up to here, as they came later. Not given where that is `floor`, and by a release that knows no other one. */
  readonly since?: number
}

export interface ReaderState extends StreamState, Pick<ReaderHead, 'since'> {}

export const sinceOf = ({ floor, since = floor }: Pick<ReaderHead, 'floor' | 'since'>): number => since

/** As a member of a `ReaderHead`. */
export const sinceIn = (floor: number, since: number): Pick<ReaderHead, 'since'> => (since === floor ? {} : { since })

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
  /** Of a stream that another one rules: as in `EventBatch`. Given where there are events, by a service of this release. */
  readonly rightsAt?: number
}

export interface HeldQuestion {
  readonly on: string
  readonly epoch: number
  /** 0 where only the epoch is told. */
  readonly seq: number
  /** The event that was delivered there, as its JSON text; left out where it is no longer known. */
  readonly frame?: string
}

/** An event that is committed, or one that says what is now, at the head of its stream. */
export type ToldAhead = EventFrame & { readonly epoch: number }
