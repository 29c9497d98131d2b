import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { onOwnStream } from '../own-stream.ts'
import { deleteDevice } from '../store/devices.ts'

export const pushUnsubscribe: Handler<'push.unsubscribe', Context> = (which, { user }, context) =>
  onOwnStream(context, user, async (tx, locked) => {
    const own = locked.of('notify/user', user)
    const device = await deleteDevice(tx, user, which)
    if (device) tx.emit(own, 'push.unsubscribed', user, { device })
    return { seq: own.head }
  })
