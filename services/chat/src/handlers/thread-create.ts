import { fail, hasPermission, type Input, usualArchiveMinutes } from '@parley/protocol'
import type { Handler, Transaction } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { judgeNames } from '../filters/judge.ts'
import { checkSeen } from '../kept-messages.ts'
import { checkIsOpen, kindFor, type LockedRoom, lockRoom } from '../membership.ts'
import { checkMayPost } from '../rules.ts'
import { slowMode } from '../send.ts'
import { findMessages } from '../store/message-states.ts'
import { isBefore } from '../store/reach.ts'
import { getRoom } from '../store/rooms.ts'
import {
  countThreads,
  findThread,
  findThreadByKey,
  insertFollower,
  insertThread,
  type NewThread,
  takeTurn,
} from '../store/threads.ts'
import { newThreadId } from '../thread-id.ts'
import { checkMayBeMore, type ThreadLimits } from '../thread-rules.ts'
import { threadFor, toThread } from '../thread-view.ts'

type Asked = Input<'thread.create'>

const findMade = (tx: Transaction, { room, seq, key, private: isPrivate }: Asked, user: string) => {
  if (!isPrivate) return findThread(tx, room, seq)
  return key === undefined ? undefined : findThreadByKey(tx, room, user, key)
}

/** Its first event, and in the room the news of it, where all may know of it. */
const tell = async (tx: Transaction, { stream }: LockedRoom, thread: Omit<NewThread, 'begun'>): Promise<number> => {
  const { room, root: seq, creator, name } = thread
  tx.emit(await tx.createStream('chat/room', room), 'room.created', creator, { kind: 'thread', name })
  if (thread.private) return stream.head
  return tx.emit(stream, 'thread.created', creator, { room, seq, ...(name === '' ? {} : { name }) }).seq
}

/** Who begins it follows it, and so does whose words it is about, if they are still there. */
const follow = async (tx: Transaction, { members, userStreams }: LockedRoom, thread: NewThread, author: string) => {
  const { parent, room, creator } = thread
  for (const person of new Set(thread.private ? [creator] : [creator, author])) {
    if (!members.has(person)) continue
    await insertFollower(tx, thread, person, false)
    tx.emit(userStreams.of('chat/user', person), 'thread.followed', creator, { room, parent })
  }
}

/** It is said in the room, as a message is, and there may be so many. */
const checkMayBegin = async (
  tx: Transaction,
  { kind, members }: LockedRoom,
  thread: Omit<NewThread, 'begun'>,
  config: ThreadLimits,
): Promise<void> => {
  checkMayBeMore(await countThreads(tx, thread), config)
  const own = members.get(thread.creator)
  if (kind === 'direct' || own?.role !== 'member') return
  if (own.may !== undefined && hasPermission(own.may, 'skip_slow_mode')) return
  const refused = await takeTurn(tx, thread)
  if (refused) throw slowMode(refused)
}

const make = async (tx: Transaction, asked: Asked, user: string, config: ThreadLimits): Promise<string> => {
  const { room: parent, seq: root, name = '', key = null, archive_minutes: minutes = usualArchiveMinutes } = asked
  if ((await kindFor(tx, parent, user)) === 'thread') fail('THREAD_IN_THREAD')
  const by = (await findMessages(tx, parent, [root], user))[0]?.by ?? user
  const locked = await lockRoom(tx, parent, user, [...new Set([user, by])])
  if (await isBefore(tx, user, parent, root)) fail('MESSAGE_NOT_FOUND')
  const made = await findMade(tx, asked, user)
  if (made) return made
  checkMayPost(locked.members.get(user), (await getRoom(tx, parent)).posting)
  await checkIsOpen(tx, locked)
  await checkSeen(tx, { person: user, room: parent, seq: root })
  const isPrivate = asked.private === true
  const thread = {
    parent,
    room: newThreadId(),
    root,
    private: isPrivate,
    creator: user,
    key,
    minutes,
    name: name.normalize('NFC'),
  }
  await checkMayBegin(tx, locked, thread, config)
  const begun = await tell(tx, locked, thread)
  await insertThread(tx, { ...thread, begun })
  await follow(tx, locked, { ...thread, begun }, by)
  return thread.room
}

export const threadCreate: Handler<'thread.create', Chat> = async (asked, { user }, { db, config, judge }) => {
  const named = { ...asked, ...(await judgeNames(judge, asked.room, user, { name: asked.name })) }
  const room = await db.transaction((tx) => make(tx, named, user, config), { account: user, weight: 2 })
  return toThread(await threadFor(db, user, room))
}
