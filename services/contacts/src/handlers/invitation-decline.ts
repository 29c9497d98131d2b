import type { Handler } from '@parley/service-kit'
import { end } from '../answering.ts'
import type { Context } from '../context.ts'

export const invitationDecline: Handler<'invitation.decline', Context> = ({ invitation }, { user }, context) =>
  end(context, user, invitation, 'declined')
