import type { Handler } from '@parley/service-kit'
import { end } from '../answering.ts'
import type { Context } from '../context.ts'

export const invitationCancel: Handler<'invitation.cancel', Context> = ({ invitation }, { user }, context) =>
  end(context, user, invitation, 'cancelled')
