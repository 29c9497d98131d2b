import { fail, mostEmoji } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { doToMessage } from '../message-deed.ts'
import { emojiOf } from '../rules.ts'
import { findReaction, insertReaction } from '../store/reactions.ts'

export const reactionAdd: Handler<'reaction.add', Chat> = ({ room, seq, emoji: given }, { user }, chat) =>
  doToMessage(chat, { room, seq, user, seen: true }, async (tx, stream) => {
    const emoji = emojiOf(given)
    const reaction = { room, seq, emoji, person: user }
    const { added, others } = await findReaction(tx, reaction)
    if (added !== null) return added
    if (others >= mostEmoji) fail('TOO_MANY_EMOJI', { most: mostEmoji })
    const placed = tx.emit(stream, 'reaction.added', user, { seq, emoji })
    await insertReaction(tx, reaction, placed.seq)
    return placed.seq
  })
