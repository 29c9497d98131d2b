/** What somebody is to be told, wherever it happened: their inbox, what of it may ring, and what their devices are woken for. Owned by notify. */
import * as alerts from './alerts.ts'
import * as inbox from './inbox.ts'
import * as push from './push.ts'

export { mostAlertPlaces } from './alerts.ts'
export { mostNamed } from './inbox.ts'
export { mostPushDevices, PushMessage } from './push.ts'
export { notificationKinds } from './shapes.ts'

export const errorBlock = 1500

export const streams = {
  'notify/user': { about: 'The inbox of one user. Followed by that user, and by nobody else.', followed: true },
} as const

export const commands = { ...inbox.commands, ...alerts.commands, ...push.commands }

export const events = { ...inbox.events, ...alerts.events, ...push.events }

export const signals = {}
