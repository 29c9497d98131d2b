/** What was left of messages that concern many: told to the next of them, or taken back from the next of them. */
import { type ConfigTable, coalesce, type Kit } from '@parley/service-kit'
import { perform } from './acts.ts'
import { askNotices, askThere } from './asking.ts'
import { raisesOf } from './messages.ts'
import type { Terms } from './raising.ts'
import { listTold } from './store/notifications.ts'
import { claimWork, firstWork, moveWork, type Work } from './store/works.ts'

/** People in one transaction. */
const peopleAtOnce = 500
/** A ring of another process is not heard: so late its work is done, where it has ended. */
const lookAgainMs = 2_000

type Means = Pick<Kit<ConfigTable>, 'db' | 'bus'> & { readonly terms: Terms }

/** Chat is asked before anything is locked; who has gone on meanwhile is not disturbed. */
const tellNext = async ({ db, bus, terms }: Means, work: Work & { told: number }): Promise<void> => {
  const { room, message, told, after } = work
  const [notices = { of: [] }] = await askNotices(bus, [{ room, message, told, after, most: peopleAtOnce }])
  const there = await askThere(
    bus,
    notices.of.map(([user]) => user),
  )
  await db.transaction(async (tx) => {
    if (!(await claimWork(tx, work))) return
    await perform(tx, raisesOf(work, notices, there), terms)
    await moveWork(tx, work, notices.next)
  })
}

const removeNext = async ({ db, terms }: Means, work: Work): Promise<void> =>
  db.transaction(async (tx) => {
    if (!(await claimWork(tx, work))) return
    const { room, message, after } = work
    const people = await listTold(tx, room, message, after, peopleAtOnce)
    const gone = people.map((person) => ({ settle: { room, exactly: message }, to: 'removed', person }) as const)
    await perform(tx, gone, terms)
    await moveWork(tx, work, people.length < peopleAtOnce ? undefined : people.at(-1))
  })

const hasTold = (work: Work): work is Work & { told: number } => work.told !== null

const doAll = async (means: Means): Promise<void> => {
  for (;;) {
    const work = await firstWork(means.db)
    if (!work) return
    await (hasTold(work) ? tellNext(means, work) : removeNext(means, work))
  }
}

/** Gives what is to be called when there is something to do. */
export const doWork = (
  { db, bus, log, every }: Pick<Kit<ConfigTable>, 'db' | 'bus' | 'log' | 'every'>,
  terms: Terms,
): (() => void) => {
  const run = coalesce(() => doAll({ db, bus, terms }))
  every(lookAgainMs, run)
  return () => void run().catch((err) => log.warn({ err }, 'what concerns many is told later'))
}
