import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { uncurb } from '../curbing.ts'

export const restrictionRemove: Handler<'restriction.remove', Context> = ({ user: other }, { user }, context) =>
  uncurb(context, user, other, 'restricted')
