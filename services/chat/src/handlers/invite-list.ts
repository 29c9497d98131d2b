import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { toInvite } from '../invite-view.ts'
import { standIn } from '../membership.ts'
import { listInvitations } from '../store/invitations.ts'

export const inviteList: Handler<'invite.list', Chat> = async ({ room }, { user }, { db }) => {
  await standIn(db, room, user, 'invite')
  return { invites: (await listInvitations(db, room)).map(toInvite) }
}
