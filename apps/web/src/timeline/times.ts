/** Times as the language of the page writes them, in the reader's own time zone. */
import { capital } from '../language/formats.ts'
import { spoken } from '../language/spoken.ts'

const clock = new Intl.DateTimeFormat(spoken().locale, { hour: '2-digit', minute: '2-digit' })
const day = new Intl.DateTimeFormat(spoken().locale, { weekday: 'long', day: 'numeric', month: 'long' })
const dayAndYear = new Intl.DateTimeFormat(spoken().locale, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})
const short = new Intl.DateTimeFormat(spoken().locale, { day: 'numeric', month: 'short' })
const date = new Intl.DateTimeFormat(spoken().locale, { dateStyle: 'long' })
const relative = new Intl.RelativeTimeFormat(spoken().locale, { numeric: 'auto' })
const full = new Intl.DateTimeFormat(spoken().locale, { dateStyle: 'full', timeStyle: 'medium' })

const msPerDay = 86_400_000

const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0)

/** Whole calendar days from `now` to `at`; rounded, as a day with a clock change is not 24 hours long. */
const daysFrom = (now: number, at: number): number => Math.round((midnight(at) - midnight(now)) / msPerDay)

export const sameDay = (a: number, b: number): boolean => midnight(a) === midnight(b)

export const clockTime = (at: number): string => clock.format(at)

export const dateText = (at: number): string => date.format(at)

export const fullTime = (at: number): string => full.format(at)

/** Today, Yesterday, then the date. */
export const dayName = (at: number, now = Date.now()): string => {
  const days = daysFrom(now, at)
  if (days === 0 || days === -1) return capital(relative.format(days, 'day'))
  return (new Date(at).getFullYear() === new Date(now).getFullYear() ? day : dayAndYear).format(at)
}

/** For narrow places: the time today, else the day. */
export const shortTime = (at: number, now = Date.now()): string => (sameDay(at, now) ? clock : short).format(at)
