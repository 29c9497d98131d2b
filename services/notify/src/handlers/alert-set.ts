import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { isZone } from '../alerts.ts'
import { setAlerts } from '../alerts-set.ts'
import type { Context } from '../context.ts'
import { onOwnStream } from '../own-stream.ts'

export const alertSet: Handler<'alert.set', Context> = async (given, { user }, context) => {
  if (given.quiet && !isZone(given.quiet.zone)) fail('TIME_ZONE_UNKNOWN')
  return onOwnStream(context, user, (tx, locked) => setAlerts(tx, locked.of('notify/user', user), given, context))
}
