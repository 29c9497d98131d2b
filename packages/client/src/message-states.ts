/**
 * What has become of messages since they were sent. A page of history tells how its messages stood at its head, which may be later than
 * the events that have come: those are in it already.
 */
import type { EventFrame, Output, SignalFrame } from '@parley/protocol'
import { type EventOf, isEvent, isSignal } from './events.ts'
import { mostPosters } from './table.inline.ts'

export type MessageState = NonNullable<Output<'room.history'>['states']>[number]
type Reaction = NonNullable<MessageState['reactions']>[number]

interface Page {
  readonly events: readonly { readonly seq: number }[]
  readonly states?: readonly MessageState[] | undefined
  readonly head: number
}

interface Told {
  readonly first: number
  readonly last: number
  readonly head: number
}

type Change = (state: MessageState) => MessageState

export class MessageStates {
  readonly #user: () => string
  readonly #bySeq = new Map<number, MessageState>()
  /** Pages that know of more than has come. */
  #told: Told[] = []

  constructor(user: () => string) {
    this.#user = user
  }

  of(seq: number): MessageState | undefined {
    return this.#bySeq.get(seq)
  }

  /** `position` is how far the events have come; `later` are those of them that the page may not know of. */
  take({ events, states = [], head }: Page, position: number, later: readonly EventFrame[]): void {
    const [first = 0, last = 0] = [events[0]?.seq, events.at(-1)?.seq]
    for (const state of states) this.#bySeq.set(state.seq, state)
    this.#told = this.#told.filter((told) => told.head > position)
    if (head > position) this.#told.push({ first, last, head })
    for (const event of later) if (event.seq > head) this.apply(event, (seq) => first <= seq && seq <= last)
  }

  /** The message of which something has become that was not known; `isLoaded` says whether one is known at all. */
  apply(event: EventFrame, isLoaded: (seq: number) => boolean): number | undefined {
    const change = changeOf(event, this.#user())
    if (!change) return undefined
    const seq = event.is.seq as number
    if (!isLoaded(seq) || this.#isIn(event.seq, seq)) return undefined
    this.#bySeq.set(seq, change(this.#bySeq.get(seq) ?? { seq }))
    return seq
  }

  /** A signal may say something of a thread. Gives the position of its message, where that is known. */
  signal(signal: SignalFrame): number | undefined {
    const change = changeBySignal(signal)
    const seq = signal.is.seq as number
    const state = this.#bySeq.get(seq)
    if (!change || !state?.thread) return undefined
    this.#bySeq.set(seq, { ...state, thread: change(state.thread) })
    return seq
  }

  /** They were taken back: of each remains its thread. */
  redact(seqs: readonly number[]): void {
    for (const seq of seqs) {
      const thread = this.#bySeq.get(seq)?.thread
      this.#bySeq.delete(seq)
      if (thread) this.#bySeq.set(seq, { seq, thread })
    }
  }

  /** Of those messages nothing is to be known any more. */
  forget(isGone: (seq: number) => boolean): void {
    for (const seq of this.#bySeq.keys()) if (isGone(seq)) this.#bySeq.delete(seq)
  }

  clear(): void {
    this.#bySeq.clear()
    this.#told = []
  }

  #isIn(position: number, seq: number): boolean {
    return this.#told.some(({ first, last, head }) => first <= seq && seq <= last && position <= head)
  }
}

const changeOf = (event: EventFrame, user: string): Change | undefined => {
  if (isEvent(event, 'message.edited')) return edit(event)
  if (isEvent(event, 'message.previewed')) return (state) => ({ ...state, previews: event.is.previews })
  if (isEvent(event, 'message.unpreviewed')) return (state) => ({ ...state, previews: undefined })
  if (isEvent(event, 'message.pinned')) return (state) => ({ ...state, pinned: event.seq })
  if (isEvent(event, 'message.unpinned')) return (state) => ({ ...state, pinned: undefined })
  if (isEvent(event, 'post.tagged')) return (state) => ({ ...state, tags: event.is.tags })
  if (isEvent(event, 'poll.voted')) return vote(event, event.by === user)
  if (isEvent(event, 'poll.closed')) return changePoll((poll) => ({ ...poll, closed: event.seq }))
  if (isEvent(event, 'reaction.added')) return react(event.is.emoji, 1, event.by === user)
  if (isEvent(event, 'reaction.removed')) return react(event.is.emoji, -1, event.by === user)
  if (isEvent(event, 'thread.created')) return begin(event)
  if (isEvent(event, 'thread.changed')) return alter(event)
  return undefined
}

/** Its first event says that it began. */
const begin =
  ({ is: { room, name } }: EventOf<'thread.created'>): Change =>
  (state) => ({ ...state, thread: { room, ...(name && { name }), head: 1, replies: 0, users: [], ...state.thread } })

const alter =
  ({ is: { name, archived, locked } }: EventOf<'thread.changed'>): Change =>
  ({ thread, ...state }) => {
    if (!thread) return state
    const { archived: was, locked: wasLocked, ...rest } = thread
    const flags = {
      ...((archived ?? was) && { archived: true as const }),
      ...((locked ?? wasLocked) && { locked: true as const }),
    }
    return { ...state, thread: { ...rest, ...(name && { name }), ...flags } }
  }

type Thread = NonNullable<MessageState['thread']>

/** An older one says nothing new. */
const changeBySignal = (signal: SignalFrame): ((thread: Thread) => Thread) | undefined => {
  if (isSignal(signal, 'thread.moved')) {
    const { head, replies, last } = signal.is
    return (thread) => {
      if (head < thread.head) return thread
      const { last: _, ...rest } = thread
      return { ...rest, head, replies, ...(last && { last }) }
    }
  }
  const { by } = signal
  if (!by || !isSignal(signal, 'thread.replied')) return undefined
  return (thread) => ({ ...thread, users: [by, ...thread.users.filter((user) => user !== by)].slice(0, mostPosters) })
}

const edit =
  ({ seq, at, is: { text, mentions } }: EventOf<'message.edited'>): Change =>
  (state) => ({ ...state, edited: { seq, at, text, ...(mentions && { mentions }) }, previews: undefined })

type PollState = NonNullable<MessageState['poll']>

const changePoll =
  (change: (poll: PollState) => PollState): Change =>
  ({ poll = { counts: [], voters: 0 }, ...state }) => ({ ...state, poll: change(poll) })

/** The answers of before count no more. How many answers there are, the message says. */
const vote = ({ is: { answers, before } }: EventOf<'poll.voted'>, isOwn: boolean): Change =>
  changePoll(({ counts, voters, ...poll }) => {
    const after = [...counts]
    for (const place of answers) after[place] = (after[place] ?? 0) + 1
    for (const place of before) after[place] = (after[place] ?? 1) - 1
    const step = Number(answers.length > 0) - Number(before.length > 0)
    return { ...poll, counts: after, voters: voters + step, ...(isOwn ? { own: answers } : {}) }
  })

/** An emoji that is new is the last one, and one that nobody has any more is gone. */
const react =
  (emoji: string, step: 1 | -1, isOwn: boolean): Change =>
  ({ reactions = [], ...state }) => {
    const isNew = reactions.every((reaction) => reaction.emoji !== emoji)
    const all: Reaction[] = isNew ? [...reactions, { emoji, count: 0 }] : reactions
    const stepped = all.map((reaction) => (reaction.emoji === emoji ? stepOf(reaction, step, isOwn) : reaction))
    const left = stepped.filter(({ count }) => count > 0)
    return left.length > 0 ? { ...state, reactions: left } : state
  }

const stepOf = ({ emoji, count, own }: Reaction, step: 1 | -1, isOwn: boolean): Reaction => {
  const isNowOwn = isOwn ? step > 0 : own
  return { emoji, count: count + step, ...(isNowOwn ? { own: true } : {}) }
}
