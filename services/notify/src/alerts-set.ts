/** Something else may ring than before. */
import type { Input, Output } from '@parley/protocol'
import type { LockedStream, Transaction } from '@parley/service-kit'
import { type Alerts, toldAlerts, usualAlerts } from './alerts.ts'
import type { Context } from './context.ts'
import { putAlerts, readWishes } from './store/alerts.ts'

/** Hours that end as they begin are none. */
const quietOf = (quiet: Alerts['quiet']): Pick<Alerts, 'quiet'> => (quiet && quiet.from !== quiet.to ? { quiet } : {})

/** What is not given stays as it is. `own` is locked. */
export const setAlerts = async (
  tx: Transaction,
  own: LockedStream<'notify/user'>,
  { levels, quiet, digest, digest_content }: Input<'alert.set'>,
  { usualDigest }: Pick<Context, 'usualDigest'>,
): Promise<Output<'alert.set'>> => {
  const known = (await readWishes(tx, [own.id])).get(own.id)
  const { alerts: before = usualAlerts } = known ?? {}
  const alerts = { levels: { ...before.levels, ...levels }, ...quietOf(quiet ?? before.quiet) }
  const wishBefore = { digest: known?.digest ?? null, digestContent: known?.digestContent ?? null }
  const wish = { digest: digest ?? wishBefore.digest, digestContent: digest_content ?? wishBefore.digestContent }
  const told = toldAlerts(alerts, wish, usualDigest)
  if (JSON.stringify([alerts, wish]) !== JSON.stringify([before, wishBefore])) await putAlerts(tx, own.id, alerts, wish)
  if (JSON.stringify(told) !== JSON.stringify(toldAlerts(before, wishBefore, usualDigest)))
    tx.emit(own, 'alert.changed', own.id, told)
  return { seq: own.head, ...told }
}
