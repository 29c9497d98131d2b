/** What may ring, and when. */
import type { EventBody } from '@parley/protocol'
import type { Kind } from './notice.ts'

type Told = EventBody<'alert.changed'>

/** As they are kept. */
export type Alerts = Pick<Told, 'levels' | 'quiet'>
type Quiet = NonNullable<Alerts['quiet']>

/** Of who has said nothing. */
export const usualAlerts: Alerts = { levels: {} }

/** How often somebody is sent mail about what they have not read, at most. */
export type Every = NonNullable<Told['digest']>

/** Null where they have said nothing of it. */
export interface DigestWish {
  readonly digest: Every | null
  readonly digestContent: boolean | null
}

/** `usual`: of who has said nothing. Null where no such mail is sent at all. */
export const toldAlerts = (alerts: Alerts, { digest, digestContent }: DigestWish, usual: Every | null): Told => ({
  ...alerts,
  ...(usual === null ? {} : { digest: digest ?? usual, digest_content: digestContent ?? false }),
})

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

const minuteMs = 60_000

/** When quiet hours end in which a moment lies, in milliseconds since 1970; the moment itself where it is not quiet. */
export const quietEnd = (quiet: Quiet | undefined, at: number): number => {
  if (!quiet || !isQuiet(quiet, at)) return at
  const left = (quiet.to - minuteIn(quiet.zone, at) + 1_440) % 1_440 || 1_440
  return at - (at % minuteMs) + left * minuteMs
}

export type Level = 'loud' | 'silent' | 'off'

/** By the place that it is said of. */
export type Places = ReadonlyMap<string, Level>

const quietest = (levels: readonly Level[]): Level =>
  (['off', 'silent'] as const).find((level) => levels.includes(level)) ?? 'loud'

interface Coming {
  readonly kind: Kind
  /** Where it is of, the smallest place first. */
  readonly places: readonly string[]
  /** Milliseconds since 1970. */
  readonly at: number
}

/** How a notification comes: of its kind, of the smallest place of which something is said, and of the hour the quietest. */
export const levelOf = ({ levels, quiet }: Alerts, said: Places, { kind, places, at }: Coming): Level => {
  const place = places.find((one) => said.has(one)) ?? ''
  const hour = quiet && isQuiet(quiet, at) ? 'silent' : 'loud'
  return quietest([levels[kind] ?? 'loud', said.get(place) ?? 'loud', hour])
}
