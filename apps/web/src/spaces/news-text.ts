/** What was done to somebody in a space, in words. */
import type { EventOf } from '@parley/client'
import { tame } from '../tame.ts'
import { fullTime } from '../timeline/times.ts'

export type SpaceDeed = EventOf<'space.left'> | EventOf<'space.timed_out'>

/** Nothing where there is nothing to say: of what one did oneself, and of what is over. `by` is not given where the server did it. */
export const newsText = (deed: SpaceDeed, name = 'a space'): string | undefined => {
  const called = tame(name)
  const because = deed.is.reason === undefined ? '.' : `: “${tame(deed.is.reason)}”`
  if (deed.ev === 'space.timed_out')
    return deed.is.muted_until === undefined
      ? undefined
      : `You may only read in ${called} until ${fullTime(deed.is.muted_until)}${because}`
  if (deed.is.why === 'offline') return `You are no longer in ${called}: you were there until you went offline.`
  if (deed.by === undefined) return `${capital(called)} was deleted.`
  return deed.by === deed.on.split('/')[2] ? undefined : `You were taken out of ${called}${because}`
}

const capital = (text: string): string => text.slice(0, 1).toLocaleUpperCase() + text.slice(1)
