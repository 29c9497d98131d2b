/** What may ring, and when. */
import type { EventBody } from '@parley/protocol'
import type { Kind } from './notice.ts'

export type Alerts = EventBody<'alert.changed'>
type Quiet = NonNullable<Alerts['quiet']>

/** Of who has said nothing. */
export const usualAlerts: Alerts = { levels: {} }

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Throws where there is no such zone. */
const clockIn = (timeZone: string): Intl.DateTimeFormat => {
  const known = clocks.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  clocks.set(timeZone, made)
  return made
}

export const isZone = (zone: string): boolean => {
  try {
    return clockIn(zone) !== undefined
  } catch {
    return false
  }
}

const minuteIn = (zone: string, at: number): number => {
  const [hour = 0, minute = 0] = clockIn(zone).format(at).split(':').map(Number)
  return hour * 60 + minute
}

/** Whether it is quiet at a moment, in milliseconds since 1970. In a zone that this process does not know it never is. */
export const isQuiet = ({ from, to, zone }: Quiet, at: number): boolean => {
  if (!isZone(zone)) return false
  const now = minuteIn(zone, at)
  return from <= to ? now >= from && now < to : now >= from || now < to
}

/** How a notification of this kind comes at a moment. */
export const levelOf = ({ levels, quiet }: Alerts, kind: Kind, at: number): 'loud' | 'silent' | 'off' => {
  const level = levels[kind] ?? 'loud'
  return level === 'loud' && quiet && isQuiet(quiet, at) ? 'silent' : level
}
