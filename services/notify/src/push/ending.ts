/** A device is out of it: its push service says that the subscription is over, or who subscribed it has logged out there. */
import type { Database } from '@parley/service-kit'
import { deleteDevice } from '../store/devices.ts'

export const endDevice = (
  db: Database,
  person: string,
  { id, endpoint }: { readonly id: string; readonly endpoint: string },
): Promise<void> =>
  db.transaction(async (tx) => {
    const locked = await tx.lock([person])
    if (await deleteDevice(tx, person, { device: id, endpoint }))
      tx.emit(locked.of('notify/user', person), 'push.unsubscribed', null, { device: id })
  })
