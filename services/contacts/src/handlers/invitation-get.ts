import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { findOwn } from '../answering.ts'
import type { Context } from '../context.ts'
import { tellInvitation } from '../invitations.ts'

/** What lets somebody join is for who is to join alone. */
export const invitationGet: Handler<'invitation.get', Context> = async ({ invitation }, { user }, { db }) => {
  const row = (await findOwn(db, invitation, user)) ?? fail('INVITATION_NOT_FOUND')
  const { kind, sender, recipient, state, secret } = row
  const isJoining = user === (kind === 'invite' ? recipient : sender)
  return { ...tellInvitation(row), state, ...(isJoining && state === 'accepted' && secret ? { secret } : {}) }
}
