/** What one process asks another over NATS, and is told: each question stands here once, and the rights to it follow. */

import type { EventBody, EventFrame, Output, StaffPermission, StreamState } from '@parley/protocol'
import type { OutboxPage, OutboxQuestion, SnapshotQuestion } from './outbox.ts'

/** The types of each. Where many are asked at once, answers come in the order of the question. */
export interface Questions {
  open: { readonly ask: readonly OpenQuestion[]; readonly tell: OpenPage[] }
  follow: { readonly ask: readonly FollowQuestion[]; readonly tell: (FollowState | null)[] }
  heads: { readonly ask: readonly string[]; readonly tell: (StreamHead | null)[] }
  ranges: { readonly ask: readonly RangeQuestion[]; readonly tell: (StreamRange | null)[] }
  sights: { readonly ask: readonly string[]; readonly tell: ReaderSight[] }
  audiences: { readonly ask: readonly AudiencesQuestion[]; readonly tell: (StreamAudiences | null)[] }
  held: { readonly ask: readonly HeldQuestion[]; readonly tell: number[] }
  outbox: { readonly ask: OutboxQuestion; readonly tell: OutboxPage }
  snapshot: { readonly ask: SnapshotQuestion; readonly tell: OutboxPage }
  told: { readonly ask: readonly ToldAhead[]; readonly tell: object }
  reach: { readonly ask: ReachQuestion; readonly tell: string[] }
  ties: { readonly ask: PeopleQuestion; readonly tell: Ties }
  acquainted: { readonly ask: PeopleQuestion; readonly tell: string[] }
  keys: { readonly ask: object; readonly tell: KeySet }
  bearer: { readonly ask: BearerQuestion; readonly tell: KnownBearer | null }
  sessions: { readonly ask: readonly string[]; readonly tell: boolean[] }
  mail: { readonly ask: MailQuestion; readonly tell: Mailed }
  topics: { readonly ask: readonly TopicQuestion[]; readonly tell: (TopicState | null)[] }
  leases: { readonly ask: LeaseNews; readonly tell: object }
  present: { readonly ask: readonly string[]; readonly tell: (boolean | null)[] }
  used: { readonly ask: readonly string[]; readonly tell: (number | null)[] }
  there: { readonly ask: readonly string[]; readonly tell: Thereness[] }
  notices: { readonly ask: readonly NoticeQuestion[]; readonly tell: Notices[] }
  standings: { readonly ask: readonly StandingQuestion[]; readonly tell: (Standing | null)[] }
  glimpses: { readonly ask: readonly GlimpseQuestion[]; readonly tell: Glimpse[] }
  shown: { readonly ask: readonly ShownQuestion[]; readonly tell: (readonly string[])[] }
  worn: { readonly ask: readonly WornQuestion[]; readonly tell: (readonly string[])[] }
  staffed: { readonly ask: StaffQuestion; readonly tell: boolean }
  wears: { readonly ask: readonly KeptQuestion[]; readonly tell: (boolean | null)[] }
  kept: { readonly ask: readonly KeptQuestion[]; readonly tell: (boolean | null)[] }
  links: { readonly ask: readonly LinksQuestion[]; readonly tell: (ToldLinks | null)[] }
  previews: { readonly ask: PreviewsQuestion; readonly tell: object }
  attach: { readonly ask: AttachQuestion; readonly tell: Attached }
  erase: { readonly ask: EraseQuestion; readonly tell: Erased }
  export: { readonly ask: ExportQuestion; readonly tell: ExportPage }
  archive: { readonly ask: ArchiveQuestion; readonly tell: ArchiveAnswer }
}
export type Question = keyof Questions

export interface QuestionEntry {
  readonly about: string
  /** Its subject behind the prefix, for an owner of this name. */
  readonly subject: (owner: string) => string
  /**
   * Every service that has streams and an outbox; those that have topics; or the one alone that knows who somebody is, is there, is in a room,
   * how people stand with each other, or which files there are; or each that keeps something of people besides the one that knows who they are;
   * or that one, too.
   */
  readonly answers:
    | 'service'
    | 'topics'
    | 'identity'
    | 'presence'
    | 'rooms'
    | 'relations'
    | 'files'
    | 'people'
    | 'everyone'
  /**
   * The gateways, services that keep a projection of the owner, those of which it keeps one, those whose entry says that they ask it, and the
   * one that knows who somebody is, or the one that keeps files, and makes archives of what there is of people.
   */
  readonly asks: readonly ('gateway' | 'follower' | 'followed' | 'asker' | 'identity' | 'archivist')[]
}

export const questions: { readonly [Q in Question]: QuestionEntry } = {
  open: {
    about: 'what each reader follows, by page: everybody gets as much as fits, and at least one stream',
    subject: (owner) => `streams.${owner}.open`,
    answers: 'service',
    asks: ['gateway'],
  },
  follow: {
    about: 'where streams stand that a reader wants to look at; null where there is none, or it is not theirs',
    subject: (owner) => `streams.${owner}.follow`,
    answers: 'service',
    asks: ['gateway'],
  },
  heads: {
    about: 'the heads of streams by name; null where there is none',
    subject: (owner) => `streams.${owner}.heads`,
    answers: 'service',
    asks: ['gateway'],
  },
  ranges: {
    about: 'events after a position, at most `limit` each',
    subject: (owner) => `streams.${owner}.ranges`,
    answers: 'service',
    asks: ['gateway', 'follower'],
  },
  sights: {
    about: 'what each of these readers may not see, or no more than others',
    subject: (owner) => `streams.${owner}.sights`,
    answers: 'service',
    asks: ['gateway'],
  },
  audiences: {
    about:
      'to which audiences of streams that rule others their readers belong, those who belong to the same in one class',
    subject: (owner) => `streams.${owner}.audiences`,
    answers: 'service',
    asks: ['gateway'],
  },
  held: {
    about:
      'what a gateway has delivered and its owner seems not to have; told is the epoch of now, a new one where that is so',
    subject: (owner) => `streams.${owner}.held`,
    answers: 'service',
    asks: ['gateway'],
  },
  outbox: {
    about: 'a page of what was committed after a position',
    subject: (owner) => `outbox.${owner}`,
    answers: 'service',
    asks: ['follower'],
  },
  snapshot: {
    about: 'a page of what is, for who begins to follow',
    subject: (owner) => `snapshot.${owner}`,
    answers: 'service',
    asks: ['follower'],
  },
  told: {
    about:
      'events that whoever follows their owner is to apply now, before their turn in the outbox; nothing is told but that it is done',
    subject: (owner) => `told.${owner}`,
    answers: 'service',
    asks: ['followed'],
  },
  reach: {
    about: 'whom of these somebody may contact, or add to groups, as far as they say who may',
    subject: () => 'reach',
    answers: 'relations',
    asks: ['follower'],
  },
  ties: {
    about: 'who of these is a contact of somebody, and who blocks them or is blocked by them',
    subject: () => 'ties',
    answers: 'relations',
    asks: ['asker'],
  },
  acquainted: {
    about: 'who of these is in a conversation or a space with somebody',
    subject: () => 'acquainted',
    answers: 'rooms',
    asks: ['asker'],
  },
  keys: {
    about: 'the public keys that access tokens are checked with',
    subject: () => 'keys',
    answers: 'identity',
    asks: ['gateway', 'asker'],
  },
  bearer: {
    about: 'who acts by this service key; null where it is none, or no more',
    subject: () => 'bearer',
    answers: 'identity',
    asks: ['gateway', 'asker'],
  },
  sessions: {
    about: 'whether somebody is logged in by these still',
    subject: () => 'sessions',
    answers: 'identity',
    asks: ['asker'],
  },
  mail: {
    about:
      'a mail to somebody, whose address nobody else knows: sent now where they have one and their account is in use, once for each id',
    subject: () => 'mail',
    answers: 'identity',
    asks: ['asker'],
  },
  topics: {
    about: 'how topics stand, for who begins to watch them and for who looks whether something was missed',
    subject: (owner) => `topics.${owner}`,
    answers: 'topics',
    asks: ['gateway'],
  },
  leases: {
    about: 'who is there, by the connections of a gateway; nothing is told but that it is taken',
    subject: () => 'leases',
    answers: 'presence',
    asks: ['gateway'],
  },
  there: {
    about: 'whether people are there, as others see it',
    subject: () => 'there',
    answers: 'presence',
    asks: ['asker'],
  },
  notices: {
    about:
      'whom messages are to be told to, as things are now; none who has read them, is not to see them, or has muted the room',
    subject: () => 'notices',
    answers: 'rooms',
    asks: ['asker'],
  },
  standings: {
    about: 'how far people have read in rooms; null where they do not see the room',
    subject: () => 'standings',
    answers: 'rooms',
    asks: ['asker'],
  },
  glimpses: {
    about: 'what people may see of messages, rooms and others in a few words, as things are now',
    subject: () => 'glimpses',
    answers: 'rooms',
    asks: ['asker'],
  },
  shown: {
    about:
      'which of these files stand in messages, or are pictures of rooms and spaces, as a reader sees these now; none where they do not',
    subject: () => 'shown',
    answers: 'rooms',
    asks: ['asker'],
  },
  worn: {
    about: 'which files are pictures of people, as a reader sees these now; none of who blocks them, or is blocked',
    subject: () => 'worn',
    answers: 'identity',
    asks: ['asker'],
  },
  staffed: {
    about: 'whether somebody has a role of the platform that allows this, now',
    subject: () => 'staffed',
    answers: 'identity',
    asks: ['follower'],
  },
  wears: {
    about: 'whether people have these files as pictures still; null where they may be about to',
    subject: () => 'wears',
    answers: 'identity',
    asks: ['asker'],
  },
  kept: {
    about:
      'whether these messages still say that they have these files; null where there is no such message, or not yet',
    subject: () => 'kept',
    answers: 'rooms',
    asks: ['asker'],
  },
  links: {
    about: 'which links of these messages are to be looked up, as they are now; null where none is',
    subject: () => 'links',
    answers: 'rooms',
    asks: ['archivist'],
  },
  previews: {
    about:
      'what links of a message lead to, which its room is to be told, once; nothing is told but that it is done, or that there is nothing to be told any more',
    subject: () => 'previews',
    answers: 'rooms',
    asks: ['archivist'],
  },
  attach: {
    about: 'what is known of files that somebody wants to send in a message, which from now on refers to them',
    subject: () => 'attach',
    answers: 'files',
    asks: ['asker'],
  },
  present: {
    about:
      'whether these people have a device that is connected, whatever they show of it; null where that is not known for sure',
    subject: (owner) => `present.${owner}`,
    answers: 'presence',
    asks: ['asker'],
  },
  used: {
    about:
      'for how many milliseconds nobody has sat before any device of these people, whatever they show of it, as far back as is known; null where that is not known for sure',
    subject: () => 'used',
    answers: 'presence',
    asks: ['asker'],
  },
  erase: {
    about:
      'some more of what a service has of somebody whose account is closed is to go; asked again until the answer says that all is gone',
    subject: (owner) => `erase.${owner}`,
    answers: 'people',
    asks: ['identity'],
  },
  export: {
    about: 'a page of what a service has of somebody who wants to take it along, from where the page before ended',
    subject: (owner) => `export.${owner}`,
    answers: 'everyone',
    asks: ['archivist'],
  },
  archive: {
    about: 'somebody who has proved who they are wants an archive of all that there is of them; how it stands',
    subject: () => 'archive',
    answers: 'files',
    asks: ['identity'],
  },
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

/** Offline too where somebody is invisible. */
export type Thereness = 'online' | 'idle' | 'dnd' | 'offline'

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

export interface StaffQuestion {
  readonly user: string
  readonly needs: StaffPermission
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

/** An event that is committed, or one that says what is now, at the head of its stream. */
export type ToldAhead = EventFrame & { readonly epoch: number }

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
  /** It also keeps what is ruled by other streams from who may see it no more. Not given by one of the release before. */
  readonly rules?: true
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
