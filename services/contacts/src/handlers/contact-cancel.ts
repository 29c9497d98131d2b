import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { endRelation } from '../ending.ts'

export const contactCancel: Handler<'contact.cancel', Context> = ({ user: other }, { user }, context) =>
  endRelation(context, user, other, 'sent')
