/** What is asked about messages: whom they notify, what somebody sees of them, and which files and links they have. */
import type { EventBody } from '@parley/protocol'
import type { StreamHead } from './of-streams.ts'

export interface NoticeQuestion {
  readonly room: string
  /** Position of the message. */
  readonly message: number
  /** Position of the event that tells of it: the message, or an edit that names people. */
  readonly told: number
  /** The `next` of the page before. */
  readonly after?: string
  /** People that are looked at, at most. */
  readonly most: number
}

/** Why somebody is told: `here` where it is only for who is there. */
export type Why = 'direct' | 'mention' | 'reply' | 'here'

export interface Notices {
  /** Whose message it is, and its id; not given where there is none any more, or it is to notify nobody. */
  readonly by?: string
  readonly id?: string
  /** Whether each message of the room is told; else only those that name somebody or reply. */
  readonly direct?: true
  readonly urgent?: true
  /** The room that it is in, or that its thread is of, and the space of that. */
  readonly places?: readonly string[]
  /** In the order of their ids. */
  readonly of: readonly (readonly [user: string, why: Why])[]
  /** Where to go on; not given where these are all. */
  readonly next?: string
}

export interface StandingQuestion {
  readonly room: string
  readonly user: string
}

export interface Standing extends Pick<StreamHead, 'head' | 'floor'> {
  readonly read: number
}

export interface GlimpseQuestion {
  /** Who looks. */
  readonly user: string
  readonly by?: string
  readonly room?: string
  readonly message?: number
}

/** What is not to be seen, or is not there, is left out. */
export interface Glimpse {
  /** How `by` is called. */
  readonly name?: string
  /** How the room is called; of a direct room nothing. */
  readonly room?: string
  /** What the message says now; cut where it is long. */
  readonly text?: string
}

/** A message as somebody sees it. */
export interface ShownQuestion {
  readonly room: string
  readonly seq: number
  readonly user: string
  /** Of these alone is told. Not given by processes of before, who are told all. */
  readonly files?: readonly string[]
}

/** In the place of a position: the pictures of the room or space are asked for. */
export const pictureSeq = 0

/** Somebody's pictures, as somebody sees them. */
export interface WornQuestion {
  readonly user: string
  readonly of: string
}

/** In the place of the ids of messages, where a file is a picture of somebody, whose id is in that of the room. No client makes such an id. */
export const portraitKeys = {
  picture: '00000000-0000-4000-8000-000000000004',
  banner: '00000000-0000-4000-8000-000000000005',
} as const

export interface KeptQuestion {
  readonly room: string
  /** The id of the message, as its sender made it. */
  readonly message: string
  readonly file: string
}

/** A message, as it said since `told`, the position of itself or of an edit. */
export interface LinksQuestion {
  readonly room: string
  readonly message: number
  readonly told: number
}

export interface ToldLinks {
  /** The id of the message, as its sender made it. */
  readonly id: string
  readonly links: readonly string[]
}

export interface PreviewsQuestion extends LinksQuestion {
  readonly previews: EventBody<'message.previewed'>['previews']
}

export interface AttachQuestion {
  readonly user: string
  readonly room: string
  /** The id of the message. */
  readonly message: string
  readonly files: readonly string[]
  /** That the user sees them in another message: they need not be theirs, and are as large as they are. */
  readonly seen?: true
}

/** In the order of the question. Of what is not the user's, or not there, nothing is said, and then no file is referred to. */
export interface Attached {
  readonly files?: readonly object[]
  /** They are more than this together, in bytes: a limit of the service. */
  readonly most?: number
  /** A scanner has yet to look at them. */
  readonly waits?: true
  /** A scanner has found something, and they are gone. */
  readonly infected?: true
}
