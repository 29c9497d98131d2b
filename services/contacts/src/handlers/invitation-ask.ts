import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { invite } from '../inviting.ts'

export const invitationAsk: Handler<'invitation.ask', Context> = (wanted, caller, context) =>
  invite(context, caller, 'ask', wanted)
