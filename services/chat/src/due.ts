/** When something is due that was asked for. */
import { fail, furthestMs, type Input } from '@parley/protocol'

export type When = Input<'reminder.set'>['when']

/** By the clock of the server, which says `now`; TIME_NOT_AHEAD where it is past, or too far ahead. */
export const dueAt = (when: When, now: number, most = furthestMs): number => {
  const due = 'at' in when ? when.at : now + when.in_ms
  return due > now && due - now <= most ? due : fail('TIME_NOT_AHEAD', { now, most })
}

export const tellDue = (due: number, now: number) => ({ due, due_in_ms: Math.max(0, due - now) })
