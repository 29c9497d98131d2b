/** Invitations as the protocol tells them. */
import type { Output } from '@parley/protocol'
import type { Invitation } from './store/invitations.ts'

type Invite = Output<'invite.list'>['invites'][number]

export const toInvite = ({
  id,
  creator,
  at,
  expires,
  left,
  uses,
  used,
  approval,
  roles,
  people,
  temporary,
}: Invitation): Invite => ({
  invite: id,
  by: creator,
  at,
  ...(expires === null ? {} : { expires_at: expires, expires_in_ms: left ?? 0 }),
  uses,
  used,
  approval,
  ...(roles.length > 0 ? { roles: [...roles] } : {}),
  ...(people === null ? {} : { users: [...people] }),
  ...(temporary ? { temporary: true as const } : {}),
})
