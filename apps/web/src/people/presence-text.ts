/** How somebody is there, in words. */
import { t } from '@lingui/core/macro'
import type { Presence } from '@parley/client/presence'
import { tame } from '../tame.ts'
import { shortTime } from '../timeline/times.ts'

const words: Readonly<Record<string, string>> = {
  online: t`Online`,
  idle: t`Idle`,
  dnd: t`Do not disturb`,
  offline: t`Offline`,
}

/** A later server may have more states than there are words and marks for. */
export const stateWord = (state: string): string | undefined => (Object.hasOwn(words, state) ? words[state] : undefined)

/** `Playing Chess: Round 2`; of what is no game, what is said first. */
export const activityText = (activity: NonNullable<Presence['activity']>): string => {
  const { game, details } = activity
  if (game) return details ? t`Playing ${game}: ${details}` : t`Playing ${game}`
  return details ?? Object.values(activity)[0] ?? ''
}

/** All of it in one line, such as `Online · Tea · Playing Chess`. */
export const presenceText = ({ state, status, activity, seen_at }: Presence, now?: number): string =>
  [
    state === 'offline' && seen_at !== undefined ? t`Last seen ${shortTime(seen_at, now)}` : stateWord(state),
    status && tame(status),
    activity && tame(activityText(activity)),
  ]
    .filter(Boolean)
    .join(' · ')
