/** What contacts does by the clock. */
import type { Bus, Job } from '@parley/service-kit'
import { attend } from './attendance.ts'
import type { Context } from './context.ts'
import { endInvitation } from './invitations.ts'
import { onParty } from './party.ts'
import { clearSettled, listDue } from './store/invitations.ts'
import { clearEnded, isIdle, listIdle, listLate } from './store/parties.ts'
import { refuseMoot, sweepParty, withdrawLeft } from './sweeping.ts'

type Means = Pick<Context, 'db' | 'log' | 'config'>

const atOnce = 100
/** So late a ready check or an invitation may end, besides what a run takes. */
const dueEverySeconds = 2
const tendEverySeconds = 5

/** Of those that are due; a party that is locked ends its ready check before anything else. */
const endChecks = async (means: Means): Promise<number> => {
  const late = await listLate(means.db, atOnce)
  for (const party of late) await onParty(means, { party, by: null }, async () => {})
  return late.length
}

const expire = async (means: Means): Promise<number> => {
  let expired = 0
  for (const id of await listDue(means.db, atOnce)) expired += Number(await endInvitation(means, id, 'expired'))
  return expired
}

const endIdle = async (means: Means): Promise<number> => {
  const hours = means.config.PARTY_IDLE_HOURS
  const idle = await listIdle(means.db, atOnce, hours)
  for (const party of idle) {
    await onParty(means, { party, by: null }, async (locked) => {
      if (await isIdle(locked.tx, party, hours)) await locked.end()
    })
    await sweepParty(means, party)
  }
  return idle.length
}

export const endWhatIsDue = (means: Means): Job<'checks' | 'expired'> => ({
  name: 'end-what-is-due',
  everySeconds: dueEverySeconds,
  isOften: true,
  counts: ['checks', 'expired'],
  run: async () => ({ checks: await endChecks(means), expired: await expire(means) }),
})

export const tendParties = (
  means: Means & { readonly bus: Bus },
): Job<'away' | 'dropped' | 'withdrawn' | 'refused' | 'idle' | 'cleared'> => ({
  name: 'tend-parties',
  everySeconds: tendEverySeconds,
  isOften: true,
  counts: ['away', 'dropped', 'withdrawn', 'refused', 'idle', 'cleared'],
  run: async () => ({
    ...(await attend(means)),
    withdrawn: await withdrawLeft(means, null),
    refused: await refuseMoot(means, null),
    idle: await endIdle(means),
    cleared: (await clearEnded(means.db, atOnce)) + (await clearSettled(means.db, atOnce)),
  }),
})
