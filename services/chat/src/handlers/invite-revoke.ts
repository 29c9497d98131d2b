import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { idOf, lockEntry } from '../entry.ts'
import { noteInSpace, noteInvitation } from '../rights-log.ts'
import { creatorOf, deleteInvitation, toldOf } from '../store/invitations.ts'

export const inviteRevoke: Handler<'invite.revoke', Chat> = async (asked, caller, { db, security }) => {
  const place = idOf(asked)
  const told = await toldOf(db, place, asked.invite)
  const wasThere = await db.transaction(
    async (tx) => {
      const { letsIn, streams } = await lockEntry(tx, asked, caller.user, 'invite', told)
      const creator = await creatorOf(tx, place, asked.invite)
      if (creator === undefined) return false
      if (creator !== caller.user && !letsIn) fail('NOT_ALLOWED')
      const isTold = (await toldOf(tx, place, asked.invite)) === told
      await deleteInvitation(tx, place, asked.invite)
      if (told !== undefined && isTold)
        tx.emit(streams.of('chat/user', told), 'room.declined', caller.user, { room: place })
      const done = { did: 'invite.revoke', users: [creator], before: { invite: asked.invite } } as const
      if ('space' in asked) await noteAct(tx, { id: place }, caller.user, done)
      return true
    },
    { account: caller.user },
  )
  if (wasThere && 'space' in asked) noteInSpace(security, place, 'revoked an invitation to the space', caller)
  if (wasThere && 'room' in asked) noteInvitation(security, place, 'revoked an invitation to the room', caller)
  return {}
}
