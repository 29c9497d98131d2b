/** What is done to threads: behind the lock of the room that they belong to. */
import { type EventBody, Failure, fail } from '@parley/protocol'
import type { LockedStream, LockedStreams, Transaction } from '@parley/service-kit'
import { changeOf, noteAct } from './audit.ts'
import type { Chat } from './context.ts'
import type { SendMessage } from './send.ts'
import { isClosed } from './store/curbs.ts'
import { standingIn } from './store/members.ts'
import { getKindFor, getRoom } from './store/rooms.ts'
import { changeThread, countThreads, type ThreadChange, type ThreadView } from './store/threads.ts'
import { isThread } from './thread-id.ts'
import { checkMayBeActive, checkMayChange, mayManage } from './thread-rules.ts'
import { threadFor } from './thread-view.ts'

interface LockedThread {
  readonly view: ThreadView
  /** Whether the caller manages the room. */
  readonly manages: boolean
  readonly stream: LockedStream<'chat/room'>
  readonly streams: LockedStreams
}

/** Locks the parent, and a private thread as well, and looks at the thread behind the lock. */
export const lockThread = async (tx: Transaction, user: string, room: string): Promise<LockedThread> => {
  const { parent, private: isPrivate } = await threadFor(tx, user, room)
  const streams = await tx.lock(isPrivate ? [parent, room] : [parent])
  const stream = streams.of('chat/room', parent)
  const [view, own, kinds] = [
    await threadFor(tx, user, room),
    await standingIn(tx, parent, user),
    await getKindFor(tx, user, parent),
  ]
  if (!own || !kinds) return fail('ROOM_NOT_FOUND')
  return { view, stream, streams, manages: mayManage(kinds.rules, own) }
}

/** Nobody learns by an event of the room that there is a private thread: it tells of itself. */
export const tellThread = (
  tx: Transaction,
  streams: LockedStreams,
  thread: Pick<ThreadView, 'parent' | 'private' | 'room' | 'root'>,
  by: string | null,
  change: Omit<EventBody<'thread.changed'>, 'room' | 'seq'>,
): void => {
  const { parent, room, root: seq } = thread
  const stream = streams.find('chat/room', thread.private ? room : parent)
  if (stream) tx.emit(stream, 'thread.changed', by, { room, seq, ...change })
}

/** Of what is wanted, what is otherwise now. */
const changedIn = (now: ThreadView, wanted: ThreadChange): ThreadChange => {
  const name = wanted.name?.normalize('NFC')
  return {
    ...(name !== undefined && name !== now.name ? { name } : {}),
    ...(wanted.archived !== undefined && wanted.archived !== now.archived ? { archived: wanted.archived } : {}),
    ...(wanted.locked !== undefined && wanted.locked !== now.locked ? { locked: wanted.locked } : {}),
    ...(wanted.archive_minutes !== undefined && wanted.archive_minutes !== now.minutes
      ? { archive_minutes: wanted.archive_minutes }
      : {}),
  }
}

/** The thread as it is then. */
export const alterThread = (
  { db, config }: Pick<Chat, 'db' | 'config'>,
  user: string,
  room: string,
  wanted: ThreadChange,
): Promise<ThreadView> =>
  db.transaction(
    async (tx) => {
      const { view, manages, stream, streams } = await lockThread(tx, user, room)
      checkMayChange(view, user, manages, wanted)
      if (await isClosed(tx, view.parent)) fail('NOT_ALLOWED')
      const change = changedIn(view, wanted)
      if (Object.keys(change).length === 0) return view
      if (change.archived === false) checkMayBeActive(await countThreads(tx, view), config)
      await changeThread(tx, view.parent, room, change)
      tellThread(tx, streams, view, user, change)
      if (stream.ruler && !view.own) {
        const { parent, minutes: archive_minutes } = view
        const changed = changeOf({ ...view, archive_minutes }, change)
        await noteAct(tx, { id: stream.ruler }, user, { did: 'thread.change', room: parent, thread: room, ...changed })
      }
      return threadFor(tx, user, room)
    },
    { account: user },
  )

/** A post revives what is archived, unless another has done so meanwhile. False where this one may not. */
const revive = ({ db, config }: Pick<Chat, 'db' | 'config'>, user: string, room: string): Promise<boolean> =>
  db.transaction(
    async (tx) => {
      const { view, manages, streams } = await lockThread(tx, user, room)
      const { posting } = await getRoom(tx, view.parent)
      if ((view.locked || posting === 'admins') && !manages) return false
      if (await isClosed(tx, view.parent)) return false
      if (!view.archived) return true
      checkMayBeActive(await countThreads(tx, view), config)
      await changeThread(tx, view.parent, room, { archived: false })
      tellThread(tx, streams, view, user, { archived: false })
      return true
    },
    { account: user },
  )

const isRefused = (reason: unknown): boolean => reason instanceof Failure && reason.body.name === 'NOT_ALLOWED'

/** A send is refused by an archived thread; then it is revived, and the same message is sent again. */
export const reviving =
  (chat: Pick<Chat, 'db' | 'config'>, send: SendMessage): SendMessage =>
  (message) => {
    const sending = send(message)
    if (!isThread(message.room)) return sending
    return sending.catch(async (reason) => {
      if (isRefused(reason) && (await revive(chat, message.sender, message.room))) return send(message)
      throw reason
    })
  }
