import { mostReceived } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { readCode } from '../invite-code.ts'
import { fitNamed } from '../room-view.ts'
import { stillOpen, toldInvitations } from '../store/invitations.ts'

/** Most that were told are settled by now: so many are looked through. */
const mostTold = 5 * mostReceived

export const inviteReceived: Handler<'invite.received', Chat> = async (_, { user }, chat) => {
  const told = await toldInvitations(chat.db, user, mostTold)
  const open = await stillOpen(
    chat.db,
    user,
    told.map((one) => ({ ...one, key: readCode(one.code) })),
  )
  return { invites: [...fitNamed(open.slice(0, mostReceived), chat)] }
}
