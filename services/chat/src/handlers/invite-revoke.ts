import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { lockGroup } from '../membership.ts'
import { noteInvitation } from '../rights-log.ts'
import { deleteInvitation } from '../store/invitations.ts'

export const inviteRevoke: Handler<'invite.revoke', Chat> = async ({ room, invite }, caller, { db, security }) => {
  const wasThere = await db.transaction(
    async (tx) => {
      await lockGroup(tx, room, caller.user, { may: 'invite' })
      return deleteInvitation(tx, room, invite)
    },
    { account: caller.user },
  )
  if (wasThere) noteInvitation(security, room, 'revoked an invitation to the room', caller)
  return {}
}
