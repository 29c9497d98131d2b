/** What contacts does by the clock. */
import type { Bus, Job } from '@parley/service-kit'
import { attend } from './attendance.ts'
import { endCard } from './cards.ts'
import type { Context } from './context.ts'
import { endForsaken } from './forsaken.ts'
import { endInvitation, isLate } from './invitations.ts'
import { onParty } from './party.ts'
import { clearCards, listDueCards } from './store/cards.ts'
import { clearSettled, listDue } from './store/invitations.ts'
import { clearEnded, isIdle, listIdle, listLate } from './store/parties.ts'
import { atOnce, carryStray, inPieces, refuseMoot, sweepParty, withdrawCards, withdrawLeft } from './sweeping.ts'

type Means = Pick<Context, 'db' | 'log' | 'config' | 'publisher'>

/** So late a ready check or an invitation may end, besides what a run takes. */
const dueEverySeconds = 2
const tendEverySeconds = 5

/** Of those that are due; a party that is locked ends its ready check before anything else. */
const endChecks = (means: Means): Promise<number> =>
  inPieces(
    () => listLate(means.db, atOnce),
    async (party) => (await onParty(means, { party, by: null }, async () => true)) ?? false,
  )

const expire = (means: Means): Promise<number> =>
  inPieces(
    () => listDue(means.db, atOnce),
    (id) => endInvitation(means, id, isLate),
  )

const expireCards = (means: Means): Promise<number> =>
  inPieces(
    () => listDueCards(means.db, atOnce),
    async (id) => (await endCard(means, id, async (_, row) => (row.isOver ? 'expired' : undefined)))?.isNow === true,
  )

const endIdle = (means: Means): Promise<number> => {
  const hours = means.config.PARTY_IDLE_HOURS
  return inPieces(
    () => listIdle(means.db, atOnce, hours),
    async (party) => {
      const isOver = await onParty(means, { party, by: null }, async (locked) => {
        const isDue = await isIdle(locked.tx, party, hours)
        if (isDue) await locked.end()
        return isDue
      })
      await sweepParty(means, party)
      return isOver ?? false
    },
  )
}

export const endWhatIsDue = (means: Means): Job<'checks' | 'expired'> => ({
  name: 'end-what-is-due',
  everySeconds: dueEverySeconds,
  isOften: true,
  counts: ['checks', 'expired'],
  run: async () => ({ checks: await endChecks(means), expired: (await expire(means)) + (await expireCards(means)) }),
})

export const tendParties = (
  means: Means & { readonly bus: Bus },
): Job<'away' | 'dropped' | 'carried' | 'withdrawn' | 'refused' | 'idle' | 'cleared'> => ({
  name: 'tend-parties',
  everySeconds: tendEverySeconds,
  isOften: true,
  counts: ['away', 'dropped', 'carried', 'withdrawn', 'refused', 'idle', 'cleared'],
  run: async () => ({
    ...(await attend(means)),
    carried: await carryStray(means, null),
    withdrawn: (await withdrawLeft(means, null)) + (await withdrawCards(means, null)) + (await endForsaken(means)),
    refused: await refuseMoot(means, null),
    idle: await endIdle(means),
    cleared:
      (await clearEnded(means.db, atOnce)) +
      (await clearSettled(means.db, atOnce)) +
      (await clearCards(means.db, atOnce)),
  }),
})
