import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { onOwnStream } from '../own-stream.ts'
import { deleteDevice } from '../store/devices.ts'

export const pushUnsubscribe: Handler<'push.unsubscribe', Context> = ({ device }, { user }, context) =>
  onOwnStream(context, user, async (tx, locked) => {
    const own = locked.of('notify/user', user)
    if (await deleteDevice(tx, device, user)) tx.emit(own, 'push.unsubscribed', user, { device })
    return { seq: own.head }
  })
