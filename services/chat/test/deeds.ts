/** What people do to each other in a room, its threads and its polls, in any order; much of it is refused. */
import type { CommandName, Input } from '@parley/protocol'
import fc from 'fast-check'
import type { Person } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

export type Ask = <C extends CommandName>(person: Person, command: C, input: Input<C>) => Promise<unknown>

export interface Places {
  readonly room: string
  readonly threads: readonly string[]
  /** Positions in the room. */
  readonly polls: readonly number[]
}

type Deed = () => unknown
type Weighed = fc.WeightedArbitrary<Deed>

const emoji = fc.constantFrom('👍', '🎉', '❤️')
const seq = fc.integer({ min: 1, max: 40 })

const deed = <Values extends readonly unknown[]>(
  weight: number,
  of: { [Place in keyof Values]: fc.Arbitrary<Values[Place]> },
  act: (...values: [...Values]) => unknown,
): Weighed => ({
  weight,
  arbitrary: fc.tuple(...of).map((values) => () => act(...(values as unknown as [...Values]))),
})

/** To messages, wherever they stand. */
const withMessages = (ask: Ask, { room, threads }: Places, own: readonly Person[]): Weighed[] => {
  const person = fc.constantFrom(...own)
  const where = fc.constantFrom(room, room, ...threads)
  const text = fc.oneof(
    fc.string({ minLength: 1, maxLength: 9 }).map((words) => `a ${words}`),
    fc.constantFrom('@everyone', '`@here`', ...own.map(({ user }) => `to <@${user}>`)),
  )
  return [
    deed(5, [person, where, text], (by, to, said) => ask(by, 'message.send', { room: to, id: uuid7(), text: said })),
    deed(3, [person, where, seq, text], (by, at, of, said) =>
      ask(by, 'message.edit', { room: at, seq: of, id: uuid7(), text: said }),
    ),
    deed(2, [person, where, seq], (by, at, of) => ask(by, 'message.delete', { room: at, seq: of })),
    deed(3, [person, where, seq, emoji], (by, at, of, sign) =>
      ask(by, 'reaction.add', { room: at, seq: of, emoji: sign }),
    ),
    deed(2, [person, where, seq, emoji], (by, at, of, sign) =>
      ask(by, 'reaction.remove', { room: at, seq: of, emoji: sign }),
    ),
    deed(2, [person, where, seq], (by, at, of) => ask(by, 'message.pin', { room: at, seq: of })),
    deed(1, [person, where, seq], (by, at, of) => ask(by, 'message.unpin', { room: at, seq: of })),
    deed(1, [person, where, seq], (by, at, of) => ask(by, 'cursor.move', { room: at, seq: of })),
    deed(1, [person, where], (by, at) =>
      ask(by, 'draft.set', { room: at, text: 'draft', base: 0 } as Input<'draft.set'>),
    ),
  ]
}

const withPolls = (ask: Ask, { room, polls }: Places, own: readonly Person[]): Weighed[] => {
  const person = fc.constantFrom(...own)
  const poll = fc.constantFrom(...polls)
  const answers = fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { maxLength: 2 })
  return [
    deed(5, [person, poll, answers], (by, of, chosen) => ask(by, 'poll.vote', { room, seq: of, answers: chosen })),
    deed(1, [person, poll, fc.integer({ min: 0, max: 4 })], (by, of, chance) =>
      chance === 0 ? ask(by, 'poll.close', { room, seq: of }) : undefined,
    ),
  ]
}

const withThreads = (ask: Ask, { room, threads }: Places, own: readonly Person[]): Weighed[] => {
  const person = fc.constantFrom(...own)
  const thread = fc.constantFrom(...threads)
  const change = fc.constantFrom({ locked: true }, { locked: false }, { archived: true }, { name: 'Aside' })
  return [
    deed(1, [person, seq], (by, of) => ask(by, 'thread.create', { room, seq: of })),
    deed(2, [person, thread], (by, at) => ask(by, 'thread.follow', { room: at })),
    deed(1, [person, person, thread], (by, whom, at) => ask(by, 'thread.follow', { room: at, user: whom.user })),
    deed(2, [person, thread], (by, at) => ask(by, 'thread.unfollow', { room: at })),
    deed(1, [person, thread, change], (by, at, wanted) => ask(by, 'thread.change', { room: at, ...wanted })),
  ]
}

export const deeds = (ask: Ask, places: Places, own: readonly Person[]): fc.Arbitrary<Deed> =>
  fc.oneof(...withMessages(ask, places, own), ...withPolls(ask, places, own), ...withThreads(ask, places, own))

/** To a group and who is in it. */
export const deedsInGroup = (ask: Ask, room: string, own: readonly Person[]): fc.Arbitrary<Deed> => {
  const person = fc.constantFrom(...own)
  const role = fc.constantFrom('admin' as const, 'owner' as const)
  return fc.oneof(
    deed(1, [person, person], (by, whom) => ask(by, 'member.remove', { room, user: whom.user })),
    deed(2, [person, person], (by, whom) => ask(by, 'member.add', { room, users: [whom.user] })),
    deed(1, [person], (by) => ask(by, 'room.leave', { room })),
    deed(1, [person], (by) => ask(by, 'room.change', { room, name: 'Other' })),
    deed(2, [person, person, role], (by, whom, as) => ask(by, 'role.set', { room, user: whom.user, role: as })),
    deed(1, [person], (by) => ask(by, 'preference.set', { room, favourite: true } as Input<'preference.set'>)),
  )
}
