/**
 * What follows from an end: invitations to a party of who has left it, and requests to come into one that is over or whose leader blocks
 * who asked. None of them is good for anything from the commit on; this is so that everybody is told. Done by who has ended it, and by
 * the clock for a process that ended in the middle.
 */
import type { Context } from './context.ts'
import { endInvitation } from './invitations.ts'
import { onParty, tellRefused } from './party.ts'
import { listLeft } from './store/invitations.ts'
import { findParty } from './store/parties.ts'
import { deleteRequest, listMoot } from './store/party-members.ts'

const atOnce = 100
type Means = Pick<Context, 'db' | 'log'>

/** Of one party, or of all. How many were told. */
export const withdrawLeft = async ({ db }: Pick<Means, 'db'>, party: string | null): Promise<number> => {
  let ended = 0
  for (const id of await listLeft(db, party, atOnce)) ended += Number(await endInvitation({ db }, id, 'cancelled'))
  return ended
}

/** Who waits for a party that is over. */
const refuse = ({ db }: Pick<Means, 'db'>, party: string, person: string): Promise<void> =>
  db.transaction(async (tx) => {
    const streams = await tx.lock([party, person])
    if (await findParty(tx, party)) return
    if (await deleteRequest(tx, party, person)) tellRefused(tx, streams, person, party, null)
  })

/** Of one party or leader, or of all. How many were told. */
export const refuseMoot = async ({ db }: Pick<Means, 'db'>, of: string | null): Promise<number> => {
  const moot = await listMoot(db, of, atOnce)
  for (const { party, person } of moot) {
    const locking = { party, by: null, about: [person] }
    const isThere = await onParty({ db }, locking, async (locked) => {
      await locked.dismiss(person)
      return true
    })
    if (!isThere) await refuse({ db }, party, person)
  }
  return moot.length
}

const quietly = (work: Promise<unknown>, { log }: Means) =>
  work.catch((err) => log.warn({ err }, 'not everybody is told yet that something is over, later'))

/** After somebody has left a party, or it has ended. */
export const sweepParty = async (context: Means, party: string): Promise<void> => {
  await quietly(Promise.all([withdrawLeft(context, party), refuseMoot(context, party)]), context)
}

/** After somebody has blocked another. */
export const sweepBlocked = async (context: Means, leader: string): Promise<void> => {
  await quietly(refuseMoot(context, leader), context)
}
