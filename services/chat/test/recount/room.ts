/** What the events of a room make of it: counted one by one, and by none of the rules that the service goes by. */
import type { Output } from '@parley/protocol'

/** An event as it is stored, its time in milliseconds since 1970. */
export interface Stored {
  readonly stream: string
  readonly seq: number
  readonly ev: string
  readonly by: string | null
  readonly at: number
  readonly is: Says
}

interface Mentions {
  readonly users: readonly string[]
  readonly all?: string
}

/** What events say, whichever says it. */
interface Says {
  readonly kind: 'direct' | 'group' | 'thread'
  readonly name?: string
  readonly user: string
  readonly role: Output<'room.get'>['role']
  readonly room: string
  readonly parent: string
  readonly on: string
  readonly id: string
  readonly seq: number
  readonly text: string
  readonly emoji: string
  readonly answers: readonly number[]
  readonly mentions?: Mentions
  readonly poll?: { readonly answers: readonly string[] }
  readonly forwarded?: { readonly by: string }
  readonly archived?: boolean
  readonly locked?: boolean
  readonly counts?: boolean
  readonly due: number
  readonly failed: string
  readonly allowed: boolean
  readonly previews: readonly object[]
}

export interface Message {
  readonly sent: Stored
  readonly edits: Stored[]
  /** Of each emoji, in the order in which they came: who, in the order in which they did, and the position. */
  readonly reactions: Map<string, Map<string, number>>
  readonly votes: Map<string, { readonly answers: readonly number[]; readonly voted: number }>
  closed?: number
  pinned?: number
  previews?: Says['previews']
  thread?: { readonly room: string; readonly name?: string; readonly archived?: boolean; readonly locked?: boolean }
}

export interface Room {
  readonly id: string
  kind: Says['kind']
  /** Name, topic and what else is set. */
  settings: Readonly<Record<string, unknown>>
  readonly members: Map<string, { role: Says['role']; readonly joined: number }>
  readonly messages: Map<number, Message>
  /** Positions that count as unread. */
  readonly counted: number[]
  readonly events: readonly Stored[]
}

/** What is so in a new room is not told. */
const usual = { topic: '', mention_all: 'admins', posting: 'members', slow_seconds: 0, theme: 'plain' }

const without = (settings: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(settings).filter(([name, value]) => usual[name as keyof typeof usual] !== value))

/** What is said of a message that is gone means nothing. */
const ofMessage =
  (change: (message: Message, event: Stored) => void) =>
  (room: Room, event: Stored): void => {
    const message = room.messages.get(event.is.seq)
    if (message && !isGone(message)) change(message, event)
  }

const take = (room: Room, sent: Stored): void => {
  room.counted.push(sent.seq)
  room.messages.set(sent.seq, { sent, edits: [], reactions: new Map(), votes: new Map() })
}

const react = ({ reactions }: Message, { by, seq, is }: Stored): void => {
  const people = reactions.get(is.emoji) ?? new Map<string, number>()
  reactions.set(is.emoji, people.set(String(by), seq))
}

const reactNoMore = ({ reactions }: Message, { by, is }: Stored): void => {
  reactions.get(is.emoji)?.delete(String(by))
  if (reactions.get(is.emoji)?.size === 0) reactions.delete(is.emoji)
}

const vote = ({ votes }: Message, { by, seq, is }: Stored): void => {
  votes.delete(String(by))
  if (is.answers.length > 0) votes.set(String(by), { answers: is.answers, voted: seq })
}

/** Also of a message that is gone: its thread stays. */
const changeThread = ({ id, messages }: Room, { is: { seq, ...change } }: Stored): void => {
  // A private one tells of itself, and not of a message in it.
  const message = change.room === id ? undefined : messages.get(seq)
  if (message) message.thread = { ...message.thread, ...change }
}

const cases: Readonly<Record<string, (room: Room, event: Stored) => void>> = {
  'room.created': (room, { is: { kind, name } }) => {
    room.kind = kind
    room.settings = { name }
  },
  'room.changed': (room, { is }) => {
    room.settings = without({ ...room.settings, ...is })
  },
  'room.deleted': ({ members }) => members.clear(),
  'member.joined': ({ members }, { seq, is }) => members.set(is.user, { role: is.role, joined: seq }),
  'member.left': ({ members }, { is }) => members.delete(is.user),
  'role.changed': ({ members }, { is }) => {
    const member = members.get(is.user)
    if (member) member.role = is.role
  },
  'message.sent': take,
  'message.deleted': () => {},
  redacted: (room, event) => isCounted(event) && take(room, event),
  'message.edited': ofMessage((message, event) => {
    message.edits.push(event)
    delete message.previews
  }),
  'message.previewed': ofMessage((message, { is }) => {
    message.previews = is.previews
  }),
  'message.unpreviewed': ofMessage((message) => {
    delete message.previews
  }),
  'message.pinned': ofMessage((message, { seq }) => {
    message.pinned = seq
  }),
  'message.unpinned': ofMessage((message) => {
    delete message.pinned
  }),
  'reaction.added': ofMessage(react),
  'reaction.removed': ofMessage(reactNoMore),
  'poll.voted': ofMessage(vote),
  'poll.closed': ofMessage((message, { seq }) => {
    message.closed = seq
  }),
  'thread.created': changeThread,
  'thread.changed': changeThread,
}

/** Whether it is a message, or was one. */
export const isCounted = ({ ev, is }: Pick<Stored, 'ev' | 'is'>): boolean =>
  ev === 'message.sent' || (ev === 'redacted' && is.counts !== false)

export const isGone = ({ sent }: Message): boolean => sent.ev === 'redacted'

/** All of the events of one room, in their order. */
export const readRoom = (id: string, events: readonly Stored[]): Room => {
  const room: Room = {
    id,
    kind: 'group',
    settings: {},
    members: new Map(),
    messages: new Map(),
    counted: [],
    events,
  }
  for (const event of events) {
    const meaning = cases[event.ev]
    if (!meaning) throw new Error(`nothing says what ${event.ev} means to a room`)
    meaning(room, event)
  }
  return room
}

const saysNow = ({ sent, edits }: Message): Stored => edits.at(-1) ?? sent

export const textOf = (message: Message): string => saysNow(message).is.text

/**
 * Where somebody was told that a message mentions them, if it does now: named, at the first event that named them or everybody; else at
 * the first that meant everybody.
 */
export const mentionedAt = (message: Message, user: string): number | undefined => {
  const all = [message.sent, ...message.edits]
  const now = saysNow(message).is.mentions
  const everybody = all.find(({ is }) => is.mentions?.all)?.seq ?? Number.POSITIVE_INFINITY
  if (!now?.users.includes(user)) return now?.all ? everybody : undefined
  return Math.min(everybody, all.find(({ is }) => is.mentions?.users.includes(user))?.seq ?? everybody)
}
