/** Threads as the protocol tells them. */
import { fail, type Output } from '@parley/protocol'
import { jsonBytes, type Queryable, takeFitting } from '@parley/service-kit'
import type { Chat } from './context.ts'
import { kindFor } from './membership.ts'
import { lastOf, type ThreadView, viewThread } from './store/threads.ts'
import { isThread } from './thread-id.ts'

type Thread = Output<'thread.get'>

export const toThread = (view: ThreadView): Thread => ({
  parent: view.parent,
  seq: view.root,
  room: view.room,
  ...(view.name === '' ? {} : { name: view.name }),
  replies: view.replies,
  ...lastOf(view),
  users: [...view.users],
  ...(view.archived ? { archived: true } : {}),
  ...(view.locked ? { locked: true } : {}),
  ...(view.private ? { private: true } : {}),
  archive_minutes: view.minutes,
  following: view.following,
  ...(view.own ? { own: true } : {}),
  epoch: view.epoch,
  begun: view.begun,
  head: view.head,
  tally: view.tally,
  read: view.read,
  unread: view.unread,
})

/** From outside, a thread that one may not see is none, and a room that one is not in is no other than that. */
export const threadFor = async (db: Queryable, person: string, room: string): Promise<ThreadView> => {
  if (isThread(room)) return (await viewThread(db, person, room)) ?? fail('ROOM_NOT_FOUND')
  await kindFor(db, room, person)
  return fail('THREADS_ONLY')
}

/** What fits one answer, of one more than asked. */
export const pageOfThreads = (
  found: readonly ThreadView[],
  limit: number,
  { answerBytes }: Pick<Chat, 'answerBytes'>,
): Output<'thread.list'> => {
  const all = found.slice(0, limit).map(toThread)
  const threads = [...takeFitting(all, jsonBytes, answerBytes())]
  return { threads, more: found.length > threads.length }
}
