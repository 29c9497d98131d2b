/** What was done to somebody in a space, in words. */
import { t } from '@lingui/core/macro'
import type { EventOf } from '@parley/client'
import { capital } from '../language/formats.ts'
import { tame } from '../tame.ts'
import { fullTime } from '../timeline/times.ts'

export type SpaceDeed = EventOf<'space.left'> | EventOf<'space.timed_out'>

/** Nothing where there is nothing to say: of what one did oneself, and of what is over. `by` is not given where the server did it. */
export const newsText = (deed: SpaceDeed, name = t`a space`): string | undefined => {
  const called = tame(name)
  const because = deed.is.reason === undefined ? '.' : `: “${tame(deed.is.reason)}”`
  if (deed.ev === 'space.timed_out')
    return deed.is.muted_until === undefined
      ? undefined
      : t`You may only read in ${called} until ${fullTime(deed.is.muted_until)}${because}`
  if (deed.is.why === 'offline') return t`You are no longer in ${called}: you were there until you went offline.`
  if (deed.by === undefined) return t`${capital(called)} was deleted.`
  return deed.by === deed.on.split('/')[2] ? undefined : t`You were taken out of ${called}${because}`
}
