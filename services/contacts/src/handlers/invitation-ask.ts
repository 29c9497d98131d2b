import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { invite } from '../inviting.ts'

export const invitationAsk: Handler<'invitation.ask', Context> = (wanted, { user }, context) =>
  invite(context, user, 'ask', wanted)
