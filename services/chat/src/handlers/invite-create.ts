import { fail, mostInvites, usualInviteMs } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { makeCode, readCode } from '../invite-code.ts'
import { toInvite } from '../invite-view.ts'
import { lockGroup } from '../membership.ts'
import { noteInvitation } from '../rights-log.ts'
import { countInvitations, insertInvitation } from '../store/invitations.ts'

export const inviteCreate: Handler<'invite.create', Chat> = async (
  { room, expires_in_ms: expiresInMs = usualInviteMs, uses = 0, approval = false },
  caller,
  { db, security },
) => {
  const code = makeCode(room)
  const made = await db.transaction(
    async (tx) => {
      await lockGroup(tx, room, caller.user, { may: 'invite' })
      if ((await countInvitations(tx, room)) >= mostInvites) fail('TOO_MANY_INVITES', { most: mostInvites })
      return insertInvitation(tx, readCode(code), caller.user, { expiresInMs, uses, approval })
    },
    { account: caller.user },
  )
  noteInvitation(security, room, 'made an invitation to the room', caller)
  return { code, ...toInvite(made) }
}
