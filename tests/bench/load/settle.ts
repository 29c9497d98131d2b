/** What a load has come to when everything that was under way has arrived. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Crowd, Tally } from './crowd.ts'

/** After so long without anything arriving, nothing more is waited for. */
const quietMs = 10_000

/** Waits until nothing is missing, or nothing comes any more. */
export const arrive = async (tally: Tally, missing: () => number): Promise<void> => {
  let seen = -1
  for (let quietSince = performance.now(); missing() > 0; await pause(10)) {
    const arrived = tally.deliveries + tally.acknowledged + tally.refused
    if (arrived !== seen) quietSince = performance.now()
    seen = arrived
    if (performance.now() - quietSince > quietMs) return
  }
}

export interface Settled {
  /** Unanswered messages, and deliveries of acknowledged ones that are missing or too many. */
  readonly lost: number
  readonly disordered: number
  readonly refused: number
}

/** `copies` is how many clients of the crowd get each message. */
export const settle = async ({ tally }: Crowd, sent: () => number, copies: number): Promise<Settled> => {
  const unanswered = () => sent() - tally.acknowledged - tally.refused
  const undelivered = () => tally.acknowledged * copies - tally.deliveries
  await arrive(tally, () => unanswered() + Math.max(undelivered(), 0))
  return { lost: unanswered() + Math.abs(undelivered()), disordered: tally.disordered, refused: tally.refused }
}

/** All of them together as figures of a table. */
export const settledFigures = (...all: readonly Settled[]) => ({
  refused: all.reduce((sum, { refused }) => sum + refused, 0),
  lost: all.reduce((sum, { lost }) => sum + lost, 0),
  'out of order': all.reduce((sum, { disordered }) => sum + disordered, 0),
})
