/** How somebody wants to be seen. */
import { type Input, lastingMs, type Output } from '@parley/protocol'

export interface Choice {
  readonly person: string
  /** The higher one is the later. */
  readonly turn: number
  readonly state: 'automatic' | 'dnd' | 'invisible'
  /** Empty for nothing. */
  readonly status: string
  /** Milliseconds since 1970; 0 where it does not end. */
  readonly statusEnds: number
  /** Empty for nothing. */
  readonly activity: Readonly<Record<string, string>>
  readonly activityEnds: number
  readonly lastSeen: 'everyone' | 'nobody'
}

type Own = Output<'presence.get'>
type Wanted = Input<'presence.set'>

/** Who has never said anything. */
export const unsaid = (person: string): Choice => ({
  person,
  turn: 0,
  state: 'automatic',
  status: '',
  statusEnds: 0,
  activity: {},
  activityEnds: 0,
  lastSeen: 'everyone',
})

/** Nothing where it is not wanted otherwise: a game takes away what it has said itself, and nothing of another. */
const activityOf = (before: Choice, { activity, game }: Wanted): Choice['activity'] | undefined => {
  if (activity === undefined || game === undefined) return activity
  if (Object.keys(activity).length > 0) return { ...activity, game }
  return before.activity.game === game ? activity : undefined
}

/** What is not wanted otherwise stays. `now` in milliseconds since 1970. */
export const changed = (before: Choice, wanted: Wanted, now: number): Choice => {
  const activity = activityOf(before, wanted)
  return {
    ...before,
    turn: Math.max(now, before.turn + 1),
    state: wanted.state ?? before.state,
    lastSeen: wanted.last_seen ?? before.lastSeen,
    ...(wanted.status === undefined
      ? {}
      : { status: wanted.status, statusEnds: wanted.status_ends_in_ms ? now + wanted.status_ends_in_ms : 0 }),
    ...(activity === undefined
      ? {}
      : { activity, activityEnds: now + (wanted.activity_ends_in_ms ?? lastingMs.activity) }),
  }
}

const lasts = (ends: number, now: number): boolean => ends === 0 || ends > now

/** As its owner is told it. */
export const asOwn = ({ state, status, statusEnds, activity, activityEnds, lastSeen }: Choice, now: number): Own => ({
  state,
  last_seen: lastSeen,
  ...(status && lasts(statusEnds, now) ? { status, ...(statusEnds ? { status_ends_at: statusEnds } : {}) } : {}),
  ...(Object.keys(activity).length > 0 && lasts(activityEnds, now) ? { activity, activity_ends_at: activityEnds } : {}),
})
