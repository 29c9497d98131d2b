import { usualPage } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { checkSeen } from '../kept-messages.ts'
import { kindFor } from '../membership.ts'
import { fitNamed } from '../room-view.ts'
import { emojiOf } from '../rules.ts'
import { listReactors } from '../store/reactions.ts'

export const reactionList: Handler<'reaction.list', Chat> = async (
  { room, seq, emoji, after = 0, limit = usualPage.reactions },
  { user },
  side,
) => {
  const { db } = side
  await kindFor(db, room, user)
  await checkSeen(db, { person: user, room, seq })
  const asked = { room, seq, emoji: emojiOf(emoji), person: user, after, limit: limit + 1 }
  const { epoch, head, reactors } = await listReactors(db, asked)
  const users = [...fitNamed(reactors.slice(0, limit), side)]
  return { epoch, head, users, more: reactors.length > users.length }
}
