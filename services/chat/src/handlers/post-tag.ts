import { fail, hasPermission } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { noteActIn } from '../audit.ts'
import type { Chat } from '../context.ts'
import { doToMessage } from '../message-deed.ts'
import { forumTags, setPostTags } from '../store/forums.ts'

const isSame = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((tag) => other.includes(tag))

export const postTag: Handler<'post.tag', Chat> = ({ room, seq, tags }, { user }, chat) =>
  doToMessage(chat, { room, seq, user, seen: true }, async (tx, stream, message, own) => {
    const forum = (await forumTags(tx, room)) ?? fail('FORUMS_ONLY')
    if (message.by !== user && !hasPermission(own?.may ?? 0n, 'manage_threads')) fail('NOT_ALLOWED')
    if (!tags.every((tag) => forum.tags.some((one) => one.tag === tag))) fail('TAG_NOT_FOUND')
    if (isSame(message.tags, tags)) return stream.head
    await setPostTags(tx, room, seq, tags)
    const change = { before: { tags: [...message.tags] }, after: { tags } }
    if (message.by !== user)
      await noteActIn(tx, stream, user, { did: 'post.tag', users: [message.by], seqs: [seq], ...change })
    return tx.emit(stream, 'post.tagged', user, { seq, tags }).seq
  })
