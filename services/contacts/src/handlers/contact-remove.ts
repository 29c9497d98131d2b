import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { endRelation } from '../ending.ts'

export const contactRemove: Handler<'contact.remove', Context> = ({ user: other }, { user }, context) =>
  endRelation(context, user, other, 'contact')
