/** Notifications that a command names. */
import { fail, type Input, type Output } from '@parley/protocol'
import type { Context } from './context.ts'
import { onOwnStream } from './own-stream.ts'
import { type Settled, settle } from './settling.ts'

export const settleNamed = (
  context: Context,
  user: string,
  to: Settled,
  named: Input<'inbox.read'>,
): Promise<Output<'inbox.read'>> => {
  if (!named.ids && named.upto === undefined) fail('NOTIFICATIONS_NOT_NAMED')
  return onOwnStream(context, user, async (tx, locked) => {
    const unread = await settle(tx, locked, user, to, named)
    return { seq: locked.of('notify/user', user).head, unread }
  })
}
