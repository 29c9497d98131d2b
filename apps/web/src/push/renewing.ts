import type { Parley } from '@parley/client'
import { isPushed, type PushDevice, startPush } from '@parley/client/notify'
import { findWorker } from './worker.ts'

/** Where this device is woken, the server has it as the browser does: the key may be another one by now, or the subscription. */
export const renewPush = async (parley: Parley): Promise<PushDevice | undefined> => {
  const worker = await findWorker()
  const isOn = worker && Notification.permission === 'granted' && (await isPushed(worker))
  return isOn ? startPush(parley, worker) : undefined
}
