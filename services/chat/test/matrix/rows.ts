/** What each command of chat answers to whom, in which room. */
import { randomUUID } from 'node:crypto'
import type { CommandName, CommandOf, ErrorName, Input } from '@parley/protocol'
import { uuid7 } from '../uuid7.ts'
import type { Ground, Standing, State } from './ground.ts'

/** Whom the message is of that the command is about; nobody's where it is about none. */
export type Whose = 'own' | 'other' | 'none'

export interface Cell {
  readonly state: State
  readonly standing: Standing
  readonly whose: Whose
}

interface At extends Ground {
  readonly standing: Standing
  /** Position of the message that it is about. */
  readonly seq: number
}

type Answer = 'ok' | ErrorName
type Gives = (cell: Cell) => Answer

export interface Row<C extends CommandName = CommandName> {
  readonly input: (at: At) => Input<C>
  readonly gives: Gives
  /** What it is about, besides a room: a message or a poll of the caller’s own, and one of somebody else; or no room at all. */
  readonly about?: 'message' | 'poll' | 'no room'
}

const groups: readonly State[] = ['group', 'author hidden', 'taken back', 'pruned', 'admins alone', 'slow']
const leaders: readonly Standing[] = ['owner', 'admin']
const inside: readonly Standing[] = ['owner', 'admin', 'member']

const isSpace = ({ state }: Pick<Cell, 'state'>): boolean => state.startsWith('space')
const isThread = ({ state }: Cell): boolean => state.startsWith('thread')
const isIn = ({ state, standing }: Cell): boolean => {
  if (state === 'thread unseen') return leaders.includes(standing)
  if (state === 'space unseen') return standing === 'owner'
  return (
    (isSpace({ state }) || state === 'direct' || state === 'thread' || groups.includes(state)) &&
    inside.includes(standing)
  )
}

const anybody: Gives = () => 'ok'
const members =
  (then: Gives = anybody): Gives =>
  (cell) =>
    isIn(cell) ? then(cell) : 'ROOM_NOT_FOUND'
const inGroups = (roles: readonly Standing[], then: Gives = anybody): Gives =>
  notInThreads((cell) => {
    if (cell.state === 'direct' || isSpace(cell)) return 'GROUPS_ONLY'
    return roles.includes(cell.standing) ? then(cell) : 'NOT_ALLOWED'
  })
const ifNotDirect = (then: Gives): Gives =>
  notInThreads((cell) => {
    if (isSpace(cell)) return 'GROUPS_ONLY'
    return cell.state === 'direct' ? 'DIRECT_ROOM_FIXED' : then(cell)
  })
/** What a group and a room of a space have, each by a right of its own that its admins have. */
const inGroupsAndSpaces = (roles: readonly Standing[]): Gives =>
  notInThreads((cell) => {
    if (cell.state === 'direct') return 'GROUPS_ONLY'
    return (isSpace(cell) ? leaders : roles).includes(cell.standing) ? 'ok' : 'NOT_ALLOWED'
  })
/** What a room has, and a thread has not: its room says it for both. */
const notInThreads = (then: Gives = anybody): Gives =>
  members((cell) => (isThread(cell) ? 'NOT_IN_THREADS' : then(cell)))
/** Said of a thread by its id alone, whoever asks. */
const keptOf: Gives = (cell) => (isThread(cell) ? 'NOT_IN_THREADS' : members()(cell))
const inThreads = (then: Gives = anybody): Gives => members((cell) => (isThread(cell) ? then(cell) : 'THREADS_ONLY'))
const threadless = (then: Gives = anybody): Gives =>
  members((cell) => (isThread(cell) ? 'THREAD_IN_THREAD' : then(cell)))
/** A message that is there. */
const onMessage = (then: Gives = anybody): Gives =>
  members((cell) => (cell.state === 'taken back' || cell.state === 'pruned' ? 'MESSAGE_NOT_FOUND' : then(cell)))
const isUnseen = ({ state, whose }: Cell): boolean => state === 'author hidden' && whose === 'other'
/** One that the caller sees, besides. */
const onSeen = (then: Gives = anybody): Gives =>
  onMessage((cell) => (isUnseen(cell) ? 'MESSAGE_NOT_FOUND' : then(cell)))
const ofOwn: Gives = ({ whose }) => (whose === 'own' ? 'ok' : 'NOT_ALLOWED')
/** In a direct room both do what leaders do in a group. */
const isLeader = ({ state, standing }: Cell): boolean => state === 'direct' || leaders.includes(standing)
const ifLeader = (then: Gives): Gives => members((cell) => (isLeader(cell) ? then(cell) : 'NOT_ALLOWED'))

/** Elsewhere there is nothing of this. */
const ofSpaceRoom =
  (outcome: Answer): Gives =>
  (cell) => {
    if (!isSpace(cell) || !isIn(cell)) return 'ROOM_NOT_FOUND'
    return leaders.includes(cell.standing) ? outcome : 'NOT_ALLOWED'
  }

const moderated = members(({ state, standing, whose }) => {
  if (state === 'pruned') return 'MESSAGE_NOT_FOUND'
  return whose === 'own' || (state !== 'direct' && leaders.includes(standing)) ? 'ok' : 'NOT_ALLOWED'
})

/** Of what retention has taken nothing is known any more. */
const snapshotOf = members(({ state }) => (state === 'pruned' ? 'POSITION_NOT_HELD' : 'ok'))

const isHushed = (cell: Cell): boolean => cell.state === 'admins alone' && !isLeader(cell)

const soon = { in_ms: 3_600_000 }

const ifTheirTurn: Gives = (cell) => (cell.state === 'slow' && !isLeader(cell) ? 'SLOW_MODE' : 'ok')

const toSend: Gives = (cell) => {
  if (!isIn(cell)) return 'ROOM_NOT_FOUND'
  return (cell.state === 'space to read' && cell.standing !== 'owner') || isHushed(cell)
    ? 'NOT_ALLOWED'
    : ifTheirTurn(cell)
}

/** From a room to the same. */
const toForward: Gives = (cell) => {
  if (!isIn(cell)) return 'ROOM_NOT_FOUND'
  const isThere = cell.state !== 'taken back' && cell.state !== 'pruned' && !isUnseen(cell)
  return isThere ? toSend(cell) : 'MESSAGE_NOT_FOUND'
}

const lettingIn: Gives = ({ state, standing }) =>
  groups.includes(state) && standing !== 'removed' ? 'ok' : 'INVITE_NOT_FOUND'

const noSpace: Gives = () => 'SPACE_NOT_FOUND'
const noRole: Gives = () => 'ROLE_MISSING'

/** A command without a row does not compile. */
export const rows: { readonly [C in CommandOf<'chat'>]: Row<C> } = {
  // What is no announcement room, and of no space, has nothing of these: who manages a room of a space learns that it is none.
  'announcement.follow': { input: ({ room }) => ({ room, into: room }), gives: ofSpaceRoom('CANNOT_FOLLOW') },
  'announcement.list': { input: ({ room }) => ({ room }), gives: ofSpaceRoom('ok') },
  'announcement.unfollow': { input: ({ room }) => ({ room, into: room }), gives: ofSpaceRoom('ok') },
  'author.hide': { about: 'no room', input: ({ other }) => ({ user: other.user }), gives: anybody },
  'author.list': { about: 'no room', input: () => ({}), gives: anybody },
  'author.show': { about: 'no room', input: ({ other }) => ({ user: other.user }), gives: anybody },
  'bookmark.add': { about: 'message', input: ({ room, seq }) => ({ room, seq }), gives: onSeen() },
  'bookmark.list': { about: 'no room', input: () => ({}), gives: anybody },
  'bookmark.remove': { about: 'message', input: ({ room, seq }) => ({ room, seq }), gives: members() },
  'cursor.move': { input: ({ room }) => ({ room, seq: 1 }), gives: members() },
  'direct.send': {
    about: 'no room',
    input: ({ other }) => ({ user: other.user, id: uuid7(), text: 'said' }),
    gives: anybody,
  },
  'draft.get': { input: ({ room }) => ({ room }), gives: members() },
  'draft.list': { about: 'no room', input: () => ({}), gives: anybody },
  'draft.set': { input: ({ room }) => ({ room, text: 'begun', version: 1 }), gives: members() },
  'edit.list': { about: 'message', input: ({ room, seq }) => ({ room, seq }), gives: onSeen() },
  'file.list': { input: ({ room }) => ({ room }), gives: members() },
  'invite.accept': { input: ({ invite }) => ({ code: invite.code }), gives: lettingIn },
  'invite.create': { input: ({ room }) => ({ room }), gives: inGroups(leaders) },
  'invite.decline': { about: 'no room', input: ({ invite }) => ({ code: invite.code }), gives: anybody },
  'invite.list': { input: ({ room }) => ({ room }), gives: inGroups(leaders) },
  'invite.look': { input: ({ invite }) => ({ code: invite.code }), gives: lettingIn },
  'invite.received': { about: 'no room', input: () => ({}), gives: anybody },
  'invite.revoke': { input: ({ room, invite }) => ({ room, invite: invite.invite }), gives: inGroups(leaders) },
  'member.add': {
    input: ({ room, who }) => ({ room, users: [who.stranger.user] }),
    gives: ifNotDirect(anybody),
  },
  'member.list': { input: ({ room }) => ({ room }), gives: members() },
  'member.remove': {
    input: ({ room, other }) => ({ room, user: other.user }),
    gives: ifNotDirect(({ standing }) => (leaders.includes(standing) ? 'ok' : 'NOT_ALLOWED')),
  },
  'message.delete': {
    about: 'message',
    input: ({ room, seq }) => ({ room, seq }),
    gives: moderated,
  },
  'message.edit': {
    about: 'message',
    input: ({ room, seq }) => ({ room, seq, id: uuid7(), text: 'said otherwise' }),
    gives: onMessage(ofOwn),
  },
  'message.forward': {
    about: 'message',
    input: ({ room, seq }) => ({ from: { room, seq }, to: [{ room, id: uuid7() }] }),
    gives: toForward,
  },
  // Of what nobody has forwarded.
  'message.origin': {
    about: 'message',
    input: ({ room, seq }) => ({ room, seq }),
    gives: (cell) => (isIn(cell) ? 'MESSAGE_NOT_FOUND' : 'ROOM_NOT_FOUND'),
  },
  'message.pin': {
    about: 'message',
    input: ({ room, seq }) => ({ room, seq }),
    gives: ifLeader(onSeen()),
  },
  'message.report': {
    about: 'message',
    input: ({ room, seq }) => ({ room, seq, kind: 'spam' }),
    gives: onSeen(({ whose }) => (whose === 'own' ? 'REPORTING_YOURSELF' : 'ok')),
  },
  'message.search': { input: ({ room }) => ({ rooms: [room], text: 'said' }), gives: members() },
  'message.send': { input: ({ room }) => ({ room, id: uuid7(), text: 'more' }), gives: toSend },
  'message.unpin': {
    about: 'message',
    input: ({ room, seq }) => ({ room, seq }),
    gives: ifLeader(onMessage()),
  },
  'pin.list': { input: ({ room }) => ({ room }), gives: members() },
  'poll.close': { about: 'poll', input: ({ room, seq }) => ({ room, seq }), gives: onMessage(moderated) },
  'poll.create': {
    input: ({ room }) => ({ room, id: uuid7(), question: 'Where?', answers: ['here', 'there'] }),
    gives: toSend,
  },
  'poll.vote': { about: 'poll', input: ({ room, seq }) => ({ room, seq, answers: [1] }), gives: onSeen() },
  // In none of these rooms: what a forum lets do is in `forums.test.ts`.
  'post.list': { input: ({ room }) => ({ room, tag: 1 }), gives: members(() => 'FORUMS_ONLY') },
  'post.tag': {
    about: 'message',
    input: ({ room, seq }) => ({ room, seq, tags: [] }),
    gives: onSeen(() => 'FORUMS_ONLY'),
  },
  'preference.set': { input: ({ room }) => ({ room, favourite: true }), gives: keptOf },
  'reaction.add': {
    about: 'message',
    input: ({ room, seq }) => ({ room, seq, emoji: '👍' }),
    gives: onSeen(),
  },
  'reaction.list': { about: 'message', input: ({ room, seq }) => ({ room, seq, emoji: '👍' }), gives: onSeen() },
  'reaction.remove': { about: 'message', input: ({ room, seq }) => ({ room, seq, emoji: '👍' }), gives: onMessage() },
  'preview.remove': {
    about: 'message',
    input: ({ room, seq }) => ({ room, seq }),
    gives: onMessage((cell) => moderated(cell)),
  },
  'preview.show': { about: 'no room', input: () => ({ shown: true }), gives: anybody },
  'receipt.allow': { about: 'no room', input: () => ({ allowed: true }), gives: anybody },
  // Rooms that are not theirs are passed over, so that nobody learns of one.
  'receipt.deliver': { about: 'no room', input: ({ room, seq }) => ({ rooms: [{ room, seq }] }), gives: anybody },
  'receipt.list': { input: ({ room }) => ({ room }), gives: members() },
  'reminder.list': { about: 'no room', input: () => ({}), gives: anybody },
  'reminder.remove': { about: 'no room', input: () => ({ id: uuid7() }), gives: anybody },
  'reminder.set': {
    about: 'message',
    input: ({ room, seq }) => ({ id: uuid7(), when: soon, about: { room, seq } }),
    gives: onSeen(),
  },
  'request.accept': {
    input: ({ room, who }) => ({ room, user: who.asking.user }),
    gives: inGroups(leaders),
  },
  'request.decline': { input: ({ room, who }) => ({ room, user: who.asking.user }), gives: inGroups(leaders) },
  'request.list': { input: ({ room }) => ({ room }), gives: inGroups(leaders) },
  'role.set': { input: ({ room, other }) => ({ room, user: other.user, role: 'admin' }), gives: inGroups(['owner']) },
  'room.at': { input: ({ room }) => ({ room, at: 0 }), gives: members() },
  'room.change': { input: ({ room }) => ({ room, topic: 'About' }), gives: inGroupsAndSpaces(leaders) },
  'room.create': { about: 'no room', input: () => ({ kind: 'group', name: 'Another', members: [] }), gives: anybody },
  'room.delete': { input: ({ room }) => ({ room }), gives: inGroupsAndSpaces(['owner']) },
  'room.get': { input: ({ room }) => ({ room }), gives: members() },
  'room.history': { input: ({ room }) => ({ room }), gives: members() },
  'room.leave': { input: ({ room }) => ({ room }), gives: ifNotDirect(anybody) },
  'room.snapshot': { input: ({ room }) => ({ room, seq: 1 }), gives: snapshotOf },
  'room.list': { about: 'no room', input: () => ({}), gives: anybody },
  'schedule.cancel': { input: ({ room }) => ({ room, id: uuid7() }), gives: () => 'SCHEDULE_NOT_FOUND' },
  'schedule.change': {
    input: ({ room }) => ({ room, id: uuid7(), text: 'other' }),
    gives: () => 'SCHEDULE_NOT_FOUND',
  },
  'schedule.create': {
    input: ({ room }) => ({ room, id: uuid7(), text: 'later', when: soon }),
    gives: members(),
  },
  'schedule.list': { about: 'no room', input: () => ({}), gives: anybody },
  // Whoever began it may change it, who is somebody else here, and who manages the room.
  'thread.change': {
    input: ({ room }) => ({ room, name: 'Renamed' }),
    gives: inThreads(({ standing }) => (leaders.includes(standing) ? 'ok' : 'NOT_ALLOWED')),
  },
  'thread.create': {
    about: 'message',
    input: ({ room, seq }) => ({ room, seq }),
    gives: threadless((cell) => (isHushed(cell) ? 'NOT_ALLOWED' : onSeen(ifTheirTurn)(cell))),
  },
  'thread.follow': { input: ({ room }) => ({ room }), gives: inThreads() },
  'thread.following': { about: 'no room', input: () => ({}), gives: anybody },
  'thread.get': { input: ({ room }) => ({ room }), gives: inThreads() },
  'thread.list': { input: ({ room }) => ({ room }), gives: threadless() },
  'thread.unfollow': { input: ({ room }) => ({ room }), gives: inThreads() },
  'unread.clear': { input: ({ room }) => ({ room }), gives: keptOf },
  // Any position does: what is unread from there on counts, whatever became of the message.
  'unread.mark': { about: 'message', input: ({ room, seq }) => ({ room, seq }), gives: keptOf },
  'vote.list': { about: 'poll', input: ({ room, seq }) => ({ room, seq, answer: 1 }), gives: onSeen() },
  // Of spaces: what is no space, as no room is, is none. Who may do what in one is the table of `permissions.test.ts`.
  'category.change': {
    input: ({ room, other }) => ({ space: room, category: other.user, name: 'Other' }),
    gives: noSpace,
  },
  'category.create': { input: ({ room }) => ({ space: room, name: 'Other' }), gives: noSpace },
  'category.delete': { input: ({ room, other }) => ({ space: room, category: other.user }), gives: noSpace },
  'audit.list': { input: ({ room }) => ({ space: room }), gives: noSpace },
  'estate.find': { about: 'no room', input: () => ({}), gives: noRole },
  'estate.hand_over': {
    input: ({ room, other }) => ({ space: room, user: other.user, reason: 'Gone' }),
    gives: noRole,
  },
  'bank.get': { about: 'no room', input: () => ({}), gives: anybody },
  'ban.add': { input: ({ room, other }) => ({ space: room, users: [other.user] }), gives: noSpace },
  'ban.list': { input: ({ room }) => ({ space: room }), gives: noSpace },
  'ban.remove': { input: ({ room, other }) => ({ space: room, user: other.user }), gives: noSpace },
  'sticker.remove': { input: ({ room }) => ({ space: room, sticker: randomUUID() }), gives: noSpace },
  'sticker.set': { input: ({ room }) => ({ space: room, sticker: randomUUID(), name: 'wave' }), gives: noSpace },
  'emoji.remove': { input: ({ room }) => ({ space: room, emoji: randomUUID() }), gives: noSpace },
  'emoji.set': { input: ({ room }) => ({ space: room, emoji: randomUUID(), name: 'party' }), gives: noSpace },
  'filter.list': { input: ({ room }) => ({ space: room }), gives: noSpace },
  'filter.remove': { input: ({ room }) => ({ space: room, filter: randomUUID() }), gives: noSpace },
  'filter.set': {
    input: ({ room }) => ({
      space: room,
      filter: randomUUID(),
      name: 'Filter',
      found: { words: ['bad'] },
      outcome: 'block',
    }),
    gives: noSpace,
  },
  'override.list': { input: ({ room }) => ({ space: room, in: { room } }), gives: noSpace },
  'override.remove': { input: ({ room }) => ({ space: room, in: { room }, of: { role: 0 } }), gives: noSpace },
  'override.set': {
    input: ({ room }) => ({ space: room, in: { room }, of: { role: 0 }, allow: [], deny: [] }),
    gives: noSpace,
  },
  'permission.explain': { input: ({ room }) => ({ space: room }), gives: noSpace },
  'resident.change': { input: ({ room, other }) => ({ space: room, user: other.user, nick: 'Other' }), gives: noSpace },
  'resident.get': { input: ({ room, other }) => ({ space: room, users: [other.user] }), gives: noSpace },
  'resident.list': { input: ({ room }) => ({ space: room }), gives: noSpace },
  'resident.time_out': { input: ({ room, other }) => ({ space: room, user: other.user, in_ms: 1 }), gives: noSpace },
  'resident.remove': { input: ({ room, other }) => ({ space: room, user: other.user }), gives: noSpace },
  'role.change': { input: ({ room }) => ({ space: room, role: 1, name: 'Other' }), gives: noSpace },
  'role.create': { input: ({ room }) => ({ space: room, name: 'Other' }), gives: noSpace },
  'role.delete': { input: ({ room }) => ({ space: room, role: 1 }), gives: noSpace },
  'role.grant': { input: ({ room, other }) => ({ space: room, role: 1, users: [other.user] }), gives: noSpace },
  'role.revoke': { input: ({ room, other }) => ({ space: room, role: 1, users: [other.user] }), gives: noSpace },
  'screening.accept': { input: ({ room }) => ({ space: room, version: 1 }), gives: noSpace },
  'screening.get': { input: ({ room }) => ({ space: room }), gives: noSpace },
  'screening.set': { input: ({ room }) => ({ space: room, rules: [] }), gives: noSpace },
  'space.arrange': { input: ({ room }) => ({ space: room }), gives: noSpace },
  'space.change': { input: ({ room }) => ({ space: room, name: 'Other' }), gives: noSpace },
  'space.delete': { input: ({ room }) => ({ space: room }), gives: noSpace },
  'space.get': { input: ({ room }) => ({ space: room }), gives: noSpace },
  'space.hand_over': { input: ({ room, other }) => ({ space: room, user: other.user }), gives: noSpace },
  'space.keep': { input: ({ room }) => ({ space: room }), gives: noSpace },
  'space.leave': { input: ({ room }) => ({ space: room }), gives: noSpace },
  'space.create': { about: 'no room', input: () => ({ name: 'Space' }), gives: anybody },
  'space.list': { about: 'no room', input: () => ({}), gives: anybody },
}
