/** What one process asks another over NATS, and is told: each question stands here once, and the rights to it follow. */
import type { OutboxPage, OutboxQuestion, SnapshotQuestion } from '../outbox.ts'
import type {
  Attached,
  AttachQuestion,
  Glimpse,
  GlimpseQuestion,
  KeptQuestion,
  LinksQuestion,
  NoticeQuestion,
  Notices,
  PreviewsQuestion,
  ShownQuestion,
  Standing,
  StandingQuestion,
  ToldLinks,
  WornQuestion,
} from './of-messages.ts'
import type {
  ArchiveAnswer,
  ArchiveQuestion,
  BearerQuestion,
  Erased,
  EraseQuestion,
  ExportPage,
  ExportQuestion,
  KeySet,
  KnownBearer,
  LeaseNews,
  Mailed,
  MailQuestion,
  PeopleQuestion,
  ReachQuestion,
  StaffQuestion,
  Thereness,
  Ties,
  TopicQuestion,
  TopicState,
} from './of-people.ts'
import type {
  AudiencesQuestion,
  FollowQuestion,
  FollowState,
  HeldQuestion,
  OpenPage,
  OpenQuestion,
  RangeQuestion,
  ReaderSight,
  StreamAudiences,
  StreamHead,
  StreamRange,
  ToldAhead,
} from './of-streams.ts'

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
