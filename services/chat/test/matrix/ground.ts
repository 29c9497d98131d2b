/** Rooms of every kind and state, with somebody of every standing: on each of them a command is tried. */
import { randomUUID } from 'node:crypto'
import { permissionSet } from '@parley/protocol'
import { makeCode } from '../../src/invite-code.ts'
import type { Person, useChat } from '../running-chat.ts'
import { putOverrides, putRoom, putSpace } from '../spaces.ts'
import { uuid7 } from '../uuid7.ts'

export const standings = ['owner', 'admin', 'member', 'left', 'removed', 'asking', 'stranger'] as const
export type Standing = (typeof standings)[number]

export const states = [
  'direct',
  'group',
  'author hidden', // a group, in which the caller hides the other who has written
  'taken back', // a group, of which all messages were deleted
  'pruned', // a group, of which retention has left no event
  'deleted', // was a group
  'admins alone', // a group, in which its owner and admins alone say something
  'slow', // a group that became slow when everybody had just said something
  'thread', // of a group
  'thread unseen', // a private one, of which only the owner and the admins of the group know, and the other
  'space',
  'space to read', // a room of a space in which nobody but the space's owner may write
  'space unseen', // one that nobody but the space's owner may see
  'nowhere', // there is no such room
] as const
export type State = (typeof states)[number]

export interface Ground {
  readonly room: string
  readonly who: Readonly<Record<Standing, Person>>
  /** Another member, who has written too. */
  readonly other: Person
  /** Positions of what each has written, by their ids. */
  readonly said: ReadonlyMap<string, number>
  /** An invitation to the room, open to all; one of nowhere where the room has none. */
  readonly invite: { readonly invite: string; readonly code: string }
  /** Where the stream of the room stands; undefined where there is none. */
  readonly head: () => Promise<number | undefined>
}

/** A direct room has its two, and everybody else is a stranger there. */
export const stands = (state: State, standing: Standing): boolean =>
  state !== 'direct' || standing === 'member' || standing === 'stranger'

type Chat = Awaited<ReturnType<typeof useChat>>
type Cast = Pick<Ground, 'who' | 'other'>
/** What people have written there. */
export type Written = 'message' | 'poll'
type Built = Pick<Ground, 'room'> & Partial<Pick<Ground, 'invite' | 'said'>>

export const groundsOf = ({ ok, sql, crowd, forget }: Chat) => {
  const cast = async (): Promise<Cast> => {
    const everybody = await crowd(standings.length + 1)
    const who = Object.fromEntries(standings.map((standing, place) => [standing, everybody[place]]))
    return { who: who as Cast['who'], other: everybody.at(-1) as Person }
  }

  const write: Readonly<Record<Written, (person: Person, room: string) => Promise<{ seq: number }>>> = {
    message: (person, room) => ok(person, 'message.send', { room, id: uuid7(), text: 'said' }),
    poll: (person, room) =>
      ok(person, 'poll.create', { room, id: uuid7(), question: 'When?', answers: ['today', 'tomorrow'] }),
  }
  const say = async (room: string, people: readonly Person[], what: Written): Promise<Map<string, number>> => {
    const said = new Map<string, number>()
    for (const person of people) said.set(person.user, (await write[what](person, room)).seq)
    return said
  }

  const direct = async ({ who, other }: Cast, what: Written): Promise<Built> => {
    const { room } = await ok(who.member, 'room.create', { kind: 'direct', user: other.user })
    return { room, said: await say(room, [who.member, other], what) }
  }

  const group = async ({ who, other }: Cast, what: Written): Promise<Required<Built>> => {
    const { owner, admin, member, left, removed, asking } = who
    const members = [admin, member, left, removed, other]
    const { room } = await ok(owner, 'room.create', {
      kind: 'group',
      name: 'Group',
      members: members.map(({ user }) => user),
    })
    await ok(owner, 'role.set', { room, user: admin.user, role: 'admin' })
    const said = await say(room, [owner, ...members], what)
    await ok(left, 'room.leave', { room })
    await ok(owner, 'member.remove', { room, user: removed.user })
    await ok(asking, 'invite.accept', { code: (await ok(owner, 'invite.create', { room, approval: true })).code })
    const { invite, code } = await ok(owner, 'invite.create', { room })
    return { room, said, invite: { invite, code } }
  }

  const change: Partial<Record<State, (built: Required<Built>, cast: Cast) => Promise<unknown>>> = {
    'author hidden': (_, { who, other }) =>
      Promise.all(Object.values(who).map((person) => ok(person, 'author.hide', { user: other.user }))),
    'taken back': ({ room, said }, { who }) => ok(who.owner, 'message.delete', { room, seqs: [...said.values()] }),
    pruned: async ({ room }) => {
      const [stream] = await sql<{ head: number }>('select head::int from stream where id = $1', [room])
      await forget(room, stream?.head as number)
    },
    'admins alone': ({ room }, { who }) => ok(who.owner, 'room.change', { room, posting: 'admins' }),
    slow: ({ room }, { who }) => ok(who.owner, 'room.change', { room, slow_seconds: 3_600 }),
    deleted: ({ room }, { who }) => ok(who.owner, 'room.delete', { room }),
  }

  /** Begun by the other, who sees it in any case. */
  const thread = async (state: State, people: Cast, what: Written): Promise<Built> => {
    const { who, other } = people
    const { room: parent, said } = await group(people, 'message')
    const isPrivate = state === 'thread unseen'
    const asked = { room: parent, seq: said.get(other.user) as number, private: isPrivate }
    const { room } = await ok(other, 'thread.create', asked)
    const writers = [who.owner, who.admin, other, ...(isPrivate ? [] : [who.member])]
    return { room, said: await say(room, writers, what) }
  }

  const inSpace = async (state: State, { who, other }: Cast, what: Written): Promise<Built> => {
    const { owner, admin, member } = who
    const everyone = permissionSet('view', 'send', 'react', 'send_in_threads')
    const trusted = permissionSet('manage_messages', 'pin', 'invite', 'kick', 'manage_rooms')
    const roles = new Map([
      [0, everyone],
      [1, trusted],
    ])
    const residents = [{ person: owner.user }, { person: admin.user, roles: [1] }]
    for (const person of [member, other]) residents.push({ person: person.user })
    const space = await putSpace(sql, { owner: owner.user, roles, residents })
    await sql(`insert into stream (id, kind) values ($1, 'chat/space')`, [space])
    const room = await putRoom(sql, space)
    const said = await say(room, [owner, admin, member, other], what)
    const deny = { 'space to read': permissionSet('send'), 'space unseen': permissionSet('view') }[state as string]
    if (deny) await putOverrides(sql, room, { roles: new Map([[0, { allow: 0n, deny }]]), people: new Map() })
    return { room, said }
  }

  const build = async (state: State, people: Cast, what: Written): Promise<Built> => {
    if (state === 'nowhere') return { room: randomUUID() }
    if (state === 'direct') return direct(people, what)
    if (state.startsWith('thread')) return thread(state, people, what)
    if (state.startsWith('space')) return inSpace(state, people, what)
    const built = await group(people, what)
    await change[state]?.(built, people)
    return built
  }

  const headOf = async (room: string) =>
    (await sql<{ head: number }>('select head::int from stream where id = $1', [room]))[0]?.head

  return async (state: State, what: Written = 'message'): Promise<Ground> => {
    const people = await cast()
    const built = await build(state, people, what)
    return {
      said: new Map(),
      invite: { invite: randomUUID(), code: makeCode(built.room) },
      ...people,
      ...built,
      head: () => headOf(built.room),
    }
  }
}
