import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { doToMessage } from '../message-deed.ts'
import { emojiOf } from '../rules.ts'
import { deleteReaction, findReaction } from '../store/reactions.ts'

export const reactionRemove: Handler<'reaction.remove', Chat> = ({ room, seq, emoji: given }, { user }, chat) =>
  doToMessage(chat, { room, seq, user }, async (tx, stream) => {
    const emoji = emojiOf(given)
    const reaction = { room, seq, emoji, person: user }
    if ((await findReaction(tx, reaction)).added === null) return stream.head
    await deleteReaction(tx, reaction)
    return tx.emit(stream, 'reaction.removed', user, { seq, emoji }).seq
  })
