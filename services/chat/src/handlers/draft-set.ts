import { fail, type Input, mostDrafts } from '@parley/protocol'
import type { Handler, Queryable } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { toDraft } from '../drafts.ts'
import { onOwnStream } from '../own-stream.ts'
import { clearEnded, countDrafts, endDraft, getDraft, hasDraft, saveDraft } from '../store/drafts.ts'

/** Those that have ended are looked for where there would be too many with them. */
const checkCount = async (db: Queryable, person: string, room: string): Promise<void> => {
  if ((await countDrafts(db, person, room)) < mostDrafts) return
  await clearEnded(db, person)
  if ((await countDrafts(db, person, room)) >= mostDrafts) fail('TOO_MANY_DRAFTS', { most: mostDrafts })
}

/** One more takes its turn with others, so that many at once are no more than may be. Its version; nothing where it is not written: there is a later one, or none to end, or no room of theirs. */
const write = async (
  { room, text, reply, version: base = 0 }: Input<'draft.set'>,
  person: string,
  chat: Pick<Chat, 'db'>,
): Promise<number | undefined> => {
  if (text === '') return endDraft(chat.db, room, person, base)
  const draft = { room, person, text, reply, base }
  if (await hasDraft(chat.db, room, person)) return saveDraft(chat.db, draft)
  return onOwnStream(chat, person, async (tx) => {
    await checkCount(tx, person, room)
    return saveDraft(tx, draft)
  })
}

export const draftSet: Handler<'draft.set', Chat> = async (draft, { user }, chat) => {
  const { room, text, reply } = draft
  const version = await write(draft, user, chat)
  if (version === undefined) {
    const known = (await getDraft(chat.db, room, user)) ?? fail('ROOM_NOT_FOUND')
    return { saved: text === '' && known.text === '', ...toDraft(known) }
  }
  chat.publisher.signal('chat/user', user, 'draft.changed', user, { room, version })
  return { saved: true, ...toDraft({ text, reply: text === '' ? null : (reply ?? null), version }) }
}
