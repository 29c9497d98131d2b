import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { type Alerts, isZone, usualAlerts } from '../alerts.ts'
import type { Context } from '../context.ts'
import { onOwnStream } from '../own-stream.ts'
import { putAlerts, readWishes } from '../store/alerts.ts'

/** Hours that end as they begin are none. */
const quietOf = (quiet: Alerts['quiet']): Pick<Alerts, 'quiet'> => (quiet && quiet.from !== quiet.to ? { quiet } : {})

export const alertSet: Handler<'alert.set', Context> = async ({ levels, quiet }, { user }, context) => {
  if (quiet && !isZone(quiet.zone)) fail('TIME_ZONE_UNKNOWN')
  return onOwnStream(context, user, async (tx, locked) => {
    const own = locked.of('notify/user', user)
    const before = (await readWishes(tx, [user])).get(user)?.alerts ?? usualAlerts
    const alerts = { levels: { ...before.levels, ...levels }, ...quietOf(quiet ?? before.quiet) }
    if (JSON.stringify(alerts) !== JSON.stringify(before)) {
      await putAlerts(tx, user, alerts)
      tx.emit(own, 'alert.changed', user, alerts)
    }
    return { seq: own.head, ...alerts }
  })
}
