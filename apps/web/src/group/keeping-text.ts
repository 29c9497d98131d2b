/** For how long what is said is kept, in words. */
import { plural, t } from '@lingui/core/macro'
import type { Room } from '@parley/client'
import { forGood } from './for-good.ts'

const units = [
  { hours: 8_760, text: (count: number) => plural(count, { one: '# year', other: '# years' }) },
  { hours: 24, text: (count: number) => plural(count, { one: '# day', other: '# days' }) },
  { hours: 1, text: (count: number) => plural(count, { one: '# hour', other: '# hours' }) },
] as const

/** As in `30 days`, of the largest unit that says it whole. */
export const keepText = (hours: number): string => {
  const unit = units.find((unit) => hours % unit.hours === 0) ?? units[2]
  return unit.text(hours / unit.hours)
}

const usual = [1, 24, 168, 720, 2_160, 8_760]

/** What may be chosen: also what somebody has set otherwise, or the server. */
export const keepChoices = (now: number): readonly number[] => {
  const all = now === 0 || usual.includes(now) ? usual : [...usual, now].toSorted((one, other) => one - other)
  return [...all, forGood]
}

interface Keeping {
  readonly kind: string
  readonly keepHours: number
  readonly keepPins: boolean
  readonly keepThreads: boolean
}

/** What stands where a history begins for who came later, and does not see what was before. */
export const notHereText = ({ newcomers, floor }: Pick<Room, 'newcomers' | 'floor'>): string | undefined =>
  newcomers === 'since_joining' && floor > 0 ? t`Earlier messages are for those who were here.` : undefined

/** What stands where a history begins; nothing where nothing is removed of it. */
export const removedText = ({ kind, keepHours, keepPins, keepThreads }: Keeping): string | undefined => {
  if (keepHours === 0 || (kind === 'thread' && keepThreads)) return undefined
  return keepPins
    ? t`Messages older than ${keepText(keepHours)} are removed; pinned ones stay.`
    : t`Messages older than ${keepText(keepHours)} are removed.`
}
