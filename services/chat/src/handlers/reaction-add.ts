import { deploymentBank, fail, isSpaceEmoji, mostEmoji } from '@parley/protocol'
import type { Handler, Transaction } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { doToMessage } from '../message-deed.ts'
import { checkMayReact, emojiOf } from '../rules.ts'
import { findEmoji } from '../store/emoji.ts'
import { findReaction, insertReaction } from '../store/reactions.ts'

/** A space has its own emoji, and lends them to no other; those of the deployment are there for all. */
const checkHasEmoji = async (tx: Transaction, space: string | null | undefined, emoji: string): Promise<void> => {
  const find = async (of: string) => (await findEmoji(tx, of, emoji))?.removed === false
  if (!(space && (await find(space))) && !(await find(deploymentBank))) fail('EMOJI_NOT_FOUND')
}

export const reactionAdd: Handler<'reaction.add', Chat> = ({ room, seq, emoji: given }, { user }, chat) =>
  doToMessage(chat, { room, seq, user, seen: true }, async (tx, stream, _, own) => {
    const emoji = emojiOf(given)
    const reaction = { room, seq, emoji, person: user }
    const { added, others, isThere } = await findReaction(tx, reaction)
    if (added !== null) return added
    if (isSpaceEmoji(emoji)) await checkHasEmoji(tx, stream.ruler, emoji)
    checkMayReact(own, isThere)
    if (others >= mostEmoji) fail('TOO_MANY_EMOJI', { most: mostEmoji })
    const placed = tx.emit(stream, 'reaction.added', user, { seq, emoji })
    await insertReaction(tx, reaction, placed.seq)
    return placed.seq
  })
