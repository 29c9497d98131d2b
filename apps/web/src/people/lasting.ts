/** For how long a status is shown. */
import { t } from '@lingui/core/macro'
import { hereNow } from '../timed/moments.ts'
import { clockTime, fullTime, sameDay } from '../timeline/times.ts'

const minuteMs = 60_000

/** The last moment of this day, by the clock of this device, but not within this minute: the server takes no shorter span than a second. */
export const todayMs = (now = new Date(hereNow())): number =>
  Math.max(minuteMs, new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime() - now.getTime())

interface Lasting {
  readonly value: string
  readonly label: string
  /** From now on, in milliseconds; nothing where it does not end. */
  readonly inMs: () => number | undefined
}

export const lastings: readonly [Lasting, ...Lasting[]] = [
  { value: 'open', label: t`I change it`, inMs: () => undefined },
  { value: '30m', label: t`In 30 minutes`, inMs: () => 30 * minuteMs },
  { value: '1h', label: t`In an hour`, inMs: () => 60 * minuteMs },
  { value: '4h', label: t`In four hours`, inMs: () => 240 * minuteMs },
  { value: 'today', label: t`The end of today`, inMs: () => todayMs() },
]

export const endText = (at: number, now = hereNow()): string => (sameDay(at, now) ? clockTime(at) : fullTime(at))
