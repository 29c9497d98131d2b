/** Moments ahead, as people say and choose them. */
import { t } from '@lingui/core/macro'

const units: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/** `30s`, `20m`, `2 h`, `3d`, `1w`: a while, in milliseconds, and what stands behind it. */
const ahead = /^(?:in\s+)?(\d{1,4})\s*(min|s|m|h|d|w)(?:\s+([\s\S]*))?$/iu

/** The time of day on this device: what people choose goes by it, and the server is told how long that is from now. */
export const hereNow = (): number => Date.now()

/** As a field for a day and a time has it, by the clock of this device. */
export const localMinute = (at: number): string => {
  const date = new Date(at)
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

export interface Wanted {
  readonly inMs: number
  readonly rest: string
}

/** Nothing where it does not begin with a while. */
export const readWhile = (text: string): Wanted | undefined => {
  const [, count = '', unit = '', rest = ''] = text.trim().match(ahead) ?? []
  const inMs = Number(count) * (units[unit.toLowerCase()] ?? 0)
  return inMs > 0 ? { inMs, rest: rest.trim() } : undefined
}

export interface Choice {
  readonly label: string
  readonly inMs: number
}

const at = (now: Date, days: number, hour: number): number =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour).getTime() - now.getTime()

/** What most people want; the clock of this device says what tomorrow is, and the server how long that is from now. */
export const choices = (now = new Date(hereNow())): readonly Choice[] => [
  { label: t`In 20 minutes`, inMs: 20 * 60_000 },
  { label: t`In an hour`, inMs: 3_600_000 },
  { label: t`Tomorrow at nine`, inMs: at(now, 1, 9) },
  { label: t`In a week`, inMs: at(now, 7, 9) },
]

/** For how long a message lasts that expires. */
export const lasting: readonly Choice[] = [
  { label: t`five minutes`, inMs: 300_000 },
  { label: t`an hour`, inMs: 3_600_000 },
  { label: t`a day`, inMs: 86_400_000 },
  { label: t`a week`, inMs: 604_800_000 },
]

const list = /\s*\|\s*/u

/** `Where to? | Pizza | Sushi`; nothing where there are not two answers. */
export const readPoll = (
  text: string,
): { readonly question: string; readonly answers: readonly string[] } | undefined => {
  const [question = '', ...answers] = text.split(list).filter(Boolean)
  return answers.length >= 2 ? { question, answers } : undefined
}
