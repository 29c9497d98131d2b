/** What people do to each other in rooms, threads and polls, in any order; much of it is refused. */
import type { CommandName, Input } from '@parley/protocol'
import fc from 'fast-check'
import type { Person } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

export type Ask = <C extends CommandName>(person: Person, command: C, input: Input<C>) => Promise<unknown>

/** A message that was there a moment ago. */
export interface Place {
  readonly room: string
  readonly seq: number
  readonly by: string
  readonly poll: boolean
}

export interface Places {
  readonly groups: readonly string[]
  readonly directs: readonly string[]
  readonly threads: readonly string[]
  /** At least one. */
  readonly messages: readonly Place[]
  readonly reactions: readonly {
    readonly room: string
    readonly seq: number
    readonly by: string
    readonly emoji: string
  }[]
  /** By room or thread. */
  readonly members: ReadonlyMap<string, readonly string[]>
}

export type Deed = () => unknown
type Weighed = fc.WeightedArbitrary<Deed>

/** What is looked for afterwards. */
export const words = ['apple', 'pear', 'تفاح', '東京', 'quince'] as const

/** So often, with values of these. */
export const deed = <Values extends readonly unknown[]>(
  weight: number,
  of: { [Place in keyof Values]: fc.Arbitrary<Values[Place]> },
  act: (...values: [...Values]) => unknown,
): Weighed => ({
  weight,
  arbitrary: fc.tuple(...of).map((values) => () => act(...(values as unknown as [...Values]))),
})

const emoji = fc.constantFrom('👍', '🎉', '❤️', '❤')
/** A few ids, so that some are met again. */
const ids = Array.from({ length: 30 }, () => uuid7())
const id = fc.constantFrom(...ids)
const soonOrLater = fc.constantFrom(1, 200, 3_600_000)

/** What the deeds of one part have in common. */
interface Chances {
  readonly ask: Ask
  readonly own: readonly Person[]
  readonly person: fc.Arbitrary<Person>
  /** Somebody and a room of any kind, which mostly is theirs. */
  readonly inRoom: fc.Arbitrary<readonly [Person, string]>
  /** The same of a message. */
  readonly atMessage: fc.Arbitrary<readonly [Person, Place]>
  /** A message, and mostly whose it is. */
  readonly atOwn: fc.Arbitrary<readonly [Person, Place]>
  readonly within: (room: string) => fc.Arbitrary<Person>
  readonly text: fc.Arbitrary<string>
}

const mostly = <One>(often: fc.Arbitrary<One>, seldom: fc.Arbitrary<One>) =>
  fc.oneof({ weight: 6, arbitrary: often }, { weight: 1, arbitrary: seldom })

const chancesOf = (
  ask: Ask,
  { groups, directs, threads, messages, members }: Places,
  own: readonly Person[],
): Chances => {
  const person = fc.constantFrom(...own)
  const known = (users: readonly string[]) => own.filter(({ user }) => users.includes(user))
  const among = (users: readonly string[]) =>
    known(users).length > 0 ? mostly(fc.constantFrom(...known(users)), person) : person
  const within = (room: string) => among(members.get(room) ?? [])
  const room = fc.constantFrom(...groups, ...groups, ...groups, ...directs.slice(-3), ...threads.slice(-8))
  const of = fc.oneof(fc.constantFrom(...messages.slice(-40)), fc.constantFrom(...messages))
  // Of the same message several times.
  const lately = fc.oneof(fc.constantFrom(...messages.slice(-8)), of)
  const name = fc.constantFrom('', '@everyone', '@everyone', '`@here`', '@here', ...own.map(({ user }) => `<@${user}>`))
  const said = fc.tuple(fc.constantFrom(...words), name, fc.string({ maxLength: 6 }))
  return {
    ask,
    own,
    person,
    within,
    inRoom: room.chain((id) => fc.tuple(within(id), fc.constant(id))),
    atMessage: of.chain((place) => fc.tuple(within(place.room), fc.constant(place))),
    atOwn: lately.chain((place) => fc.tuple(among([place.by]), fc.constant(place))),
    text: said.map((parts) => parts.filter((part) => part !== '').join(' ')),
  }
}

const withOwnMessages = ({ ask, atMessage, atOwn, text, person, inRoom }: Chances, { messages }: Places): Weighed[] => {
  const expires = fc.constantFrom(...Array<undefined>(18).fill(undefined), 1, 3_600_000)
  return [
    deed(14, [inRoom, text, expires], ([by, room], said, expires_ms) =>
      ask(by, 'message.send', { room, id: uuid7(), text: said, ...(expires_ms ? { expires_ms } : {}) }),
    ),
    deed(1, [atMessage, person, text], ([by, { room, seq }], { user }, said) =>
      ask(by, 'message.send', { room, id: uuid7(), text: said, reply: seq, may_mention: { users: [user] } }),
    ),
    deed(0.5, [person, person, text], (by, { user }, said) =>
      ask(by, 'direct.send', { user, id: uuid7(), text: said }),
    ),
    deed(6, [atOwn, text], ([by, { room, seq }], said) =>
      ask(by, 'message.edit', { room, seq, id: uuid7(), text: said }),
    ),
    deed(1, [atOwn], ([by, { room, seq }]) => ask(by, 'message.delete', { room, seq })),
    deed(0.3, [atOwn, fc.integer({ min: 1, max: 5 })], ([by, { room }], count) => {
      const seqs = messages.filter((other) => other.room === room && other.by === by.user).map(({ seq }) => seq)
      return seqs.length > 0 ? ask(by, 'message.delete', { room, seqs: seqs.slice(-count) }) : undefined
    }),
    deed(2, [inRoom, id, atMessage], ([by, room], key, [, { room: source, seq }]) =>
      ask(by, 'message.forward', { from: { room: source, seq }, to: [{ room, id: key }] }),
    ),
  ]
}

const withAnyMessages = ({ ask, own, atMessage }: Chances, { reactions }: Places): Weighed[] => {
  const reacted = reactions.flatMap(({ by, ...reaction }) => {
    const person = own.find(({ user }) => user === by)
    return person ? [[person, reaction] as const] : []
  })
  return [
    deed(7, [atMessage, emoji], ([by, { room, seq }], sign) => ask(by, 'reaction.add', { room, seq, emoji: sign })),
    deed(1, [atMessage, emoji], ([by, { room, seq }], sign) => ask(by, 'reaction.remove', { room, seq, emoji: sign })),
    ...(reacted.length > 0
      ? [deed(3, [fc.constantFrom(...reacted)], ([by, reaction]) => ask(by, 'reaction.remove', reaction))]
      : []),
    deed(3, [atMessage], ([by, { room, seq }]) => ask(by, 'message.pin', { room, seq })),
    deed(2, [atMessage], ([by, { room, seq }]) => ask(by, 'message.unpin', { room, seq })),
    deed(3, [atMessage], ([by, { room, seq }]) => ask(by, 'bookmark.add', { room, seq })),
    deed(1, [atMessage], ([by, { room, seq }]) => ask(by, 'bookmark.remove', { room, seq })),
  ]
}

const withPolls = ({ ask, inRoom, within, text }: Chances, { messages }: Places): Weighed[] => {
  const polls = messages.filter(({ poll }) => poll)
  const of = fc.constantFrom(...(polls.length > 0 ? polls.slice(-12) : messages.slice(-1)))
  const atPoll = of.chain((place) => fc.tuple(within(place.room), fc.constant(place)))
  const answers = fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { maxLength: 2 })
  return [
    deed(1, [inRoom, text, fc.boolean()], ([by, room], question, multiple) =>
      ask(by, 'poll.create', { room, id: uuid7(), question, answers: ['Here', 'There', 'هناك'], multiple }),
    ),
    deed(6, [atPoll, answers], ([by, { room, seq }], chosen) => ask(by, 'poll.vote', { room, seq, answers: chosen })),
    deed(0.3, [atPoll], ([by, { room, seq }]) => ask(by, 'poll.close', { room, seq })),
  ]
}

const changesOfThread = [{ locked: true }, { locked: false }, { archived: true }, { name: 'Aside' }]

const withThreads = ({ ask, person, within, atMessage }: Chances, { threads }: Places): Weighed[] => {
  const begin = deed(1, [atMessage, fc.boolean()], ([by, { room, seq }], isPrivate) =>
    ask(by, 'thread.create', { room, seq, ...(isPrivate ? { private: true } : {}) }),
  )
  if (threads.length === 0) return [begin]
  const inThread = fc.constantFrom(...threads).chain((id) => fc.tuple(within(id), fc.constant(id)))
  return [
    begin,
    deed(2, [inThread], ([by, room]) => ask(by, 'thread.follow', { room })),
    deed(1, [inThread, person], ([by, room], { user }) => ask(by, 'thread.follow', { room, user })),
    deed(2, [inThread], ([by, room]) => ask(by, 'thread.unfollow', { room })),
    deed(1, [inThread, fc.constantFrom(...changesOfThread)], ([by, room], change) =>
      ask(by, 'thread.change', { room, ...change }),
    ),
  ]
}

const kept: readonly Omit<Input<'preference.set'>, 'room'>[] = [
  { favourite: true, place: 7 },
  { hidden: true },
  { hidden: false, muted: true },
  { muted_ms: 60_000, level: 'mentions' },
  { muted: false, folder: 'Work' },
]

/** What somebody keeps for themselves alone. */
const withOwn = ({ ask, person, inRoom, atMessage, text }: Chances): Weighed[] => [
  deed(4, [atMessage], ([by, { room, seq }]) => ask(by, 'cursor.move', { room, seq })),
  deed(1, [atMessage], ([by, { room, seq }]) => ask(by, 'unread.mark', { room, seq })),
  deed(0.5, [inRoom], ([by, room]) => ask(by, 'unread.clear', { room })),
  deed(1, [inRoom, fc.constantFrom(...kept)], ([by, room], change) => ask(by, 'preference.set', { room, ...change })),
  deed(2, [inRoom, fc.oneof(text, fc.constant(''))], async ([by, room], said) => {
    const known = (await ask(by, 'draft.get', { room })) as { readonly ok?: { readonly version: number } }
    return ask(by, 'draft.set', { room, text: said, version: known.ok?.version ?? 0 })
  }),
  deed(1, [inRoom, id, text, soonOrLater], ([by, room], key, said, in_ms) =>
    ask(by, 'schedule.create', { room, id: key, text: said, when: { in_ms } }),
  ),
  deed(0.5, [inRoom, id, soonOrLater], ([by, room], key, in_ms) =>
    ask(by, 'schedule.change', { room, id: key, when: { in_ms } }),
  ),
  deed(0.5, [inRoom, id], ([by, room], key) => ask(by, 'schedule.cancel', { room, id: key })),
  deed(0.5, [person, id, soonOrLater], (by, key, in_ms) =>
    ask(by, 'reminder.set', { id: key, text: 'now', when: { in_ms } }),
  ),
  deed(0.5, [person, id], (by, key) => ask(by, 'reminder.remove', { id: key })),
  deed(0.5, [person, person], (by, { user }) => ask(by, 'author.hide', { user })),
  deed(0.5, [person, person], (by, { user }) => ask(by, 'author.show', { user })),
  deed(0.5, [person, fc.boolean()], (by, allowed) => ask(by, 'receipt.allow', { allowed })),
]

const settings: readonly Omit<Input<'room.change'>, 'room'>[] = [
  { name: 'Other', topic: 'a topic' },
  { topic: '', theme: 'ocean' },
  { mention_all: 'members' },
  { mention_all: 'admins', theme: 'plain' },
  { posting: 'admins' },
  { posting: 'members' },
  { posting: 'members', slow_seconds: 1 },
  { posting: 'members', slow_seconds: 0 },
]

/** To groups and who is in them. */
const withGroups = ({ ask, person, within, own }: Chances, { groups }: Places): Weighed[] => {
  const inGroup = fc.constantFrom(...groups).chain((room) => fc.tuple(within(room), fc.constant(room)))
  const role = fc.constantFrom('admin' as const, 'admin' as const, 'owner' as const, 'member' as const)
  return [
    deed(2, [inGroup, person], ([by, room], { user }) => ask(by, 'member.remove', { room, user })),
    deed(4, [inGroup, person], ([by, room], { user }) => ask(by, 'member.add', { room, users: [user] })),
    deed(1, [inGroup], ([by, room]) => ask(by, 'room.leave', { room })),
    deed(1, [inGroup, fc.constantFrom(...settings)], ([by, room], change) =>
      ask(by, 'room.change', { room, ...change }),
    ),
    deed(1.5, [inGroup, person, role], ([by, room], { user }, as) => ask(by, 'role.set', { room, user, role: as })),
    deed(0.5, [inGroup, person], async ([by, room], who) => {
      const made = (await ask(by, 'invite.create', { room })) as { readonly ok?: { readonly code: string } }
      return made.ok && ask(who, 'invite.accept', { code: made.ok.code })
    }),
    deed(0.1, [inGroup], ([by, room]) => ask(by, 'room.delete', { room })),
    deed(0.1, [person], (by) =>
      ask(by, 'room.create', { kind: 'group', name: 'New', members: own.map(({ user }) => user) }),
    ),
  ]
}

/** Anything that somebody may do. */
export const deeds = (ask: Ask, places: Places, own: readonly Person[]): fc.Arbitrary<Deed> => {
  const chances = chancesOf(ask, places, own)
  const all = [withOwnMessages, withAnyMessages, withPolls, withThreads, withOwn, withGroups]
  return fc.oneof(...all.flatMap((of) => of(chances, places)).map(scaled))
}

/** Weights are whole numbers. */
const scaled = ({ weight, arbitrary }: Weighed): Weighed => ({ weight: Math.round(weight * 10), arbitrary })
