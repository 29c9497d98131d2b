/**
 * What chat erases of somebody whose account is closed. They are out of everything first, so that nothing more is said; what others have with
 * them, such as a direct room, stays with them under the name of nobody.
 */
import type { SignalBody } from '@parley/protocol'
import { beforeIds, type ErasingStep, eraseRows, eraseStream, type Piece, type Transaction } from '@parley/service-kit'
import type { Chat } from './context.ts'
import { eraseReactions, eraseSaid, eraseVotes } from './erasing-messages.ts'
import { takeOut } from './membership.ts'
import { nameVersion } from './renames.ts'
import { takeOutOfSpace } from './residents.ts'
import { closeRooms } from './store/curbs.ts'
import {
  erasedAt,
  findGroupOf,
  findSpaceOf,
  findUndelivered,
  forgetChanges,
  forgetHidden,
  forgetInvitations,
  forgetNameOf,
  forgetNames,
  forgetPicture,
  nextDirect,
} from './store/erasing.ts'
import { getMembers } from './store/members.ts'
import { putPeople } from './store/people.ts'
import { livesIn } from './store/spaces.ts'

type Side = Pick<Chat, 'moves' | 'publisher' | 'security'>

const rowsAtOnce = 1_000
const returnedAtOnce = 100

const by = (what: string, erase: (tx: Transaction, user: string) => Promise<Piece>): ErasingStep => ({
  what,
  erase: (tx, { user }) => erase(tx, user),
})

const atOnce = (what: string, forget: (tx: Transaction, user: string) => Promise<number>): ErasingStep =>
  by(what, async (tx, user) => ({ count: await forget(tx, user) }))

const renamed = (user: string): SignalBody<'member.renamed'> => ({
  user,
  name: erasedAt.name,
  version: nameVersion(erasedAt),
})

const tellRenamed = ({ publisher }: Side, user: string, room: string): void =>
  publisher.signal('chat/room', room, 'member.renamed', null, renamed(user))

/** From here on nobody finds them, and no name of theirs that still comes from auth is taken. */
const name = by('name', async (tx, user) => {
  await putPeople(tx, [{ id: user, ...erasedAt }])
  await forgetPicture(tx, user)
  return { count: 1 }
})

const spaces = ({ security }: Side): ErasingStep =>
  by('spaces', async (tx, user) => {
    const space = await findSpaceOf(tx, user)
    if (!space) return { count: 0 }
    await tx.ensureStreams('chat/user', [user])
    const streams = await tx.lockRuled(space, [user])
    const stream = streams.find('chat/space', space)
    if (!stream || !(await livesIn(tx, space, user))) return { count: 0, after: '' }
    const { heir } = await takeOutOfSpace(tx, { stream, userStreams: streams, person: user, by: user })
    const told = () => {
      if (heir) security('rights-changed', { space, user: heir, why: 'made owner of the space' })
    }
    return { count: 1, after: '', told }
  })

const groups = (side: Side): ErasingStep =>
  by('groups', async (tx, user) => {
    const room = await findGroupOf(tx, user)
    if (!room) return { count: 0 }
    await tx.ensureStreams('chat/user', [user])
    const userStreams = await tx.lock([room, user])
    const stream = userStreams.find('chat/room', room)
    const leaving = (await getMembers(tx, room, [user])).get(user)
    if (!stream || !leaving) return { count: 0, after: '' }
    const { heir } = await takeOut(tx, { stream, userStreams, leaving, by: user })
    const told = () => {
      tellRenamed(side, user, room)
      if (heir) side.security('rights-changed', { room, user: heir, why: 'made owner of the room' })
    }
    return { count: 1, after: '', told }
  })

/** A direct room takes no more messages. What has not come to them goes back to who has sent it. */
const direct = (side: Side): ErasingStep => ({
  what: 'returned',
  erase: async (tx, { user }, after = beforeIds) => {
    const next = await nextDirect(tx, user, after)
    if (!next) return { count: 0 }
    const { room, other } = next
    await tx.ensureStreams('chat/user', [other])
    const streams = await tx.lock([room, other])
    await closeRooms(tx, [room])
    await forgetNameOf(tx, next)
    const back = await findUndelivered(tx, next, user, returnedAtOnce)
    const own = streams.of('chat/user', other)
    for (const { id, body } of back)
      tx.emit(own, 'message.returned', null, { id, user, text: body.text, why: 'ACCOUNT_CLOSED', room }, id)
    return { count: back.length, after: back.length > 0 ? after : room, told: () => tellRenamed(side, user, room) }
  },
})

const names = by('names', async (tx, user) => {
  const count = await forgetNames(tx, user, rowsAtOnce)
  return { count, after: count > 0 ? '' : undefined }
})

/** What is theirs alone, in every table that has it. */
const own = [
  'bookmark',
  'draft',
  'preference',
  'thread_follower',
  'reader',
  'plain_reader',
  'pace',
  'lately',
  'mention',
  'request',
  'barred',
  'ban',
  'person_override',
  'temporary_resident',
  'privacy',
  'curb',
  'suspension',
  'factor',
].map((table) => eraseRows(table, 'person'))

export const chatErasing = (side: Side): ErasingStep[] => [
  name,
  eraseRows('scheduled', 'person'),
  eraseRows('reminder', 'person'),
  spaces(side),
  groups(side),
  direct(side),
  eraseSaid(side),
  eraseReactions,
  eraseVotes,
  names,
  atOnce('invitations', forgetInvitations),
  atOnce('hidden', forgetHidden),
  atOnce('changes', forgetChanges),
  ...own,
  // Behind what goes back to senders, which is found by them.
  eraseRows('cursor', 'person'),
  eraseRows('delivery', 'person'),
  eraseStream('chat/user'),
]
