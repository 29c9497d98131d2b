import type { Handler } from '@parley/service-kit'
import { accept } from '../answering.ts'
import type { Context } from '../context.ts'

export const invitationAccept: Handler<'invitation.accept', Context> = (asked, { user }, context) =>
  accept(context, user, asked)
