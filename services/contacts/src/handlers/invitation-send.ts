import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { invite } from '../inviting.ts'

export const invitationSend: Handler<'invitation.send', Context> = (wanted, { user }, context) =>
  invite(context, user, 'invite', wanted)
