import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { uncurb } from '../curbing.ts'

export const blockRemove: Handler<'block.remove', Context> = ({ user: other }, { user }, context) =>
  uncurb(context, user, other, 'blocked')
