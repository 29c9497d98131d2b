import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { settleNamed } from '../naming.ts'

export const inboxRead: Handler<'inbox.read', Context> = (named, { user }, context) =>
  settleNamed(context, user, 'read', named)
