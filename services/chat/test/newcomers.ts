/** Every command that reads, asked for all that it may tell of a room: what newcomers must not get is looked for in the answers. */
import { type CommandName, commands, type Input } from '@parley/protocol'
import type { Person } from './running-chat.ts'

/** A room in which people have come and gone, and what was said there. */
export interface Scene {
  readonly room: string
  /** Null where it is a group. */
  readonly space: string | null
  readonly reader: Person
  /** Who has written there. */
  readonly authors: readonly Person[]
  readonly messages: readonly number[]
  readonly threads: readonly string[]
  readonly words: readonly string[]
  readonly head: number
}

type Asked<C extends CommandName> = (scene: Scene) => Input<C>[]
type Row = { readonly [C in CommandName]?: Asked<C> }

const none = () => []
const once = () => [{}]
const inRoom = ({ room, threads }: Scene) => [room, ...threads].map((one) => ({ room: one }))
const eachMessage = ({ room, messages }: Scene) => messages.map((seq) => ({ room, seq }))
const inSpace = ({ space }: Scene) => (space ? [{ space }] : [])

export const reads: Row = {
  'announcement.list': ({ room }) => [{ room }],
  'audit.list': inSpace,
  'author.list': once,
  'ban.list': inSpace,
  'bank.get': once,
  'estate.find': once,
  'bookmark.list': once,
  'draft.get': inRoom,
  'draft.list': once,
  'edit.list': eachMessage,
  'file.list': inRoom,
  'filter.list': inSpace,
  'invite.list': ({ room }) => [{ room }],
  'invite.received': () => [{}],
  'member.list': inRoom,
  'message.origin': eachMessage,
  'message.search': ({ room, authors, words, reader, threads }) => [
    ...words.map((text) => ({ text, threads: true })),
    ...authors.map(({ user }) => ({ authors: [user], rooms: [room], limit: 100 })),
    ...(['pin', 'poll', 'link'] as const).map((trait) => ({ has: [trait], limit: 100 })),
    { not_has: ['file' as never], rooms: [room], limit: 100 },
    { mentions: [reader.user], limit: 100 },
    { rooms: [room], after: 1, limit: 100 },
    ...threads.map((one) => ({ rooms: [one], after: 1, limit: 100 })),
  ],
  'override.list': ({ space, room }) => (space ? [{ space, in: { room } }] : []),
  'permission.explain': ({ space, room }) => (space ? [{ space, room }] : []),
  'pin.list': inRoom,
  'post.list': ({ room, space }) => (space ? [{ room, tag: 1 }] : []),
  'reaction.list': (scene) => eachMessage(scene).map((place) => ({ ...place, emoji: '👍' })),
  'receipt.list': inRoom,
  'reminder.list': once,
  'request.list': ({ room }) => [{ room }],
  'resident.get': ({ space, reader }) => (space ? [{ space, users: [reader.user] }] : []),
  'resident.list': inSpace,
  'room.at': ({ room, threads }) =>
    [room, ...threads].flatMap((one) => [
      { room: one, at: 0 },
      { room: one, at: 1e12 },
    ]),
  'room.get': inRoom,
  'room.history': ({ room, threads, messages, head }) => [
    ...[room, ...threads].flatMap((one) => [
      { room: one, limit: 200 },
      { room: one, after: 0, limit: 200 },
      { room: one, around: 1, limit: 200 },
    ]),
    ...messages.flatMap((seq) => [
      { room, before: seq + 1, limit: 3 },
      { room, after: seq - 1, limit: 3 },
      { room, after: seq - 1, before: seq + 2 },
      { room, around: seq, limit: 3 },
    ]),
    { room, before: head + 1, limit: 200 },
  ],
  'room.list': once,
  'room.snapshot': ({ room, messages, head, threads }) => [
    ...[...messages, head].map((seq) => ({ room, seq, limit: 200 })),
    { room, seq: head, before: 3 },
    ...threads.map((one) => ({ room: one, seq: 1 })),
  ],
  'schedule.list': once,
  'screening.get': inSpace,
  'space.get': inSpace,
  'space.list': once,
  'thread.following': once,
  'thread.get': ({ threads }) => threads.map((room) => ({ room })),
  'thread.list': ({ room }) => [{ room }, { room, archived: true }],
  'vote.list': (scene) => eachMessage(scene).map((place) => ({ ...place, answer: 0 })),
}

/** The commands that read, by the table of the protocol. */
export const readers = (Object.keys(commands) as CommandName[])
  .filter((name) => commands[name].owner === 'chat' && ['read', 'free'].includes(commands[name].rate))
  .toSorted()

/** Those that do something to a message, or make something of it: of one from before they answer as where there is none. */
export const deeds: Row = {
  'bookmark.add': eachMessage,
  'message.delete': eachMessage,
  'message.edit': none, // of one's own, after one has come back: below, with an id of its own
  'message.pin': eachMessage,
  'message.unpin': eachMessage,
  'message.report': (scene) => eachMessage(scene).map((place) => ({ ...place, kind: 'spam' }) as never),
  'poll.close': eachMessage,
  'poll.vote': (scene) => eachMessage(scene).map((place) => ({ ...place, answers: [0] })),
  'post.tag': (scene) => (scene.space ? eachMessage(scene).map((place) => ({ ...place, tags: [1] })) : []),
  'preview.remove': eachMessage,
  'reaction.add': (scene) => eachMessage(scene).map((place) => ({ ...place, emoji: '👍' })),
  'reaction.remove': (scene) => eachMessage(scene).map((place) => ({ ...place, emoji: '👍' })),
  'reminder.set': (scene) =>
    eachMessage(scene).map((about) => ({ id: '01890000-0000-7000-8000-000000000000', when: { in_ms: 1e6 }, about })),
  'thread.create': eachMessage,
}
