import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { settleNamed } from '../naming.ts'

export const inboxRemove: Handler<'inbox.remove', Context> = (named, { user }, context) =>
  settleNamed(context, user, 'removed', named)
