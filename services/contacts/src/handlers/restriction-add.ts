import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { curb } from '../curbing.ts'

export const restrictionAdd: Handler<'restriction.add', Context> = ({ user: other }, { user }, context) =>
  curb(context, user, other, 'restricted')
