/** What notify erases of somebody whose account is closed: what they were told and are to be, what may ring, and which devices. */
import { type ErasingStep, eraseRows, eraseStream } from '@parley/service-kit'

export const notifyErasing: readonly ErasingStep[] = [
  eraseRows('device', 'person'),
  eraseRows('push', 'person'),
  eraseRows('alert', 'person'),
  eraseRows('alert_place', 'person'),
  eraseRows('notification', 'person'),
  eraseRows('inbox', 'person'),
  eraseRows('digest', 'person'),
  eraseRows('block', 'person'),
  eraseStream('notify/user'),
]
