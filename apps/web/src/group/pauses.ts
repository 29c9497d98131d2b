/** Slow mode in words. Spans are in seconds. */
import { plural } from '@lingui/core/macro'

const usual = [0, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600]

/** What may be chosen: also what somebody has set otherwise. */
export const pauses = (now: number): readonly number[] =>
  usual.includes(now) ? usual : [...usual, now].toSorted((one, other) => one - other)

const units = [
  { seconds: 3_600, text: (count: number) => plural(count, { one: 'hour', other: '# hours' }) },
  { seconds: 60, text: (count: number) => plural(count, { one: 'minute', other: '# minutes' }) },
  { seconds: 1, text: (count: number) => plural(count, { one: 'second', other: '# seconds' }) },
] as const

/** As in `5 minutes`, of the largest unit that says it whole; `hour` stands for one. */
export const pauseText = (seconds: number): string => {
  const unit = units.find((unit) => seconds % unit.seconds === 0) ?? units[2]
  return unit.text(seconds / unit.seconds)
}

/** What is left, as a clock has it: `0:09`, `12:00`, `1:02:03`. */
export const clockText = (seconds: number): string => {
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (part: number) => String(part).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
