import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { invite } from '../inviting.ts'

export const invitationSend: Handler<'invitation.send', Context> = (wanted, caller, context) =>
  invite(context, caller, 'invite', wanted)
