import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { readCode } from '../invite-code.ts'
import { checkLetsIn } from '../rules.ts'
import { viewInvitation } from '../store/invitations.ts'

export const inviteLook: Handler<'invite.look', Chat> = async ({ code }, { user }, { db }) => {
  const key = readCode(code)
  const view = checkLetsIn(await viewInvitation(db, key, user))
  const { name, members, approval, by, byName, isIn, asks } = view
  return {
    name,
    member_count: members,
    ...(by ? { by: { user: by, name: byName } } : {}),
    approval,
    asked: asks,
    ...(isIn ? { room: key.room } : {}),
  }
}
