/**
 * What follows from an end: invitations to a party of who has left it, and requests to come into one that is over or whose leader blocks
 * who asked. None of them is good for anything from the commit on; this is so that everybody is told. Done by who has ended it, and by
 * the clock for a process that ended in the middle.
 */
import type { Transaction } from '@parley/service-kit'
import { endCard } from './cards.ts'
import type { Context } from './context.ts'
import { carry, endInvitation, isHeld, isLeft } from './invitations.ts'
import { onParty, tellRefused } from './party.ts'
import { type CardRow, listLeftCards } from './store/cards.ts'
import { listLeft, listStray } from './store/invitations.ts'
import { findParty } from './store/parties.ts'
import { deleteRequest, listMoot } from './store/party-members.ts'

/** Of a list whose entries go when something is done about them: how many it was done about. */
export const inPieces = async <T>(
  list: () => Promise<readonly T[]>,
  act: (one: T) => Promise<boolean>,
): Promise<number> => {
  for (let done = 0; ; ) {
    const piece = await list()
    for (const one of piece) done += Number(await act(one))
    if (piece.length < atOnce) return done
  }
}

/** As many as such a list gives. */
export const atOnce = 100
type Means = Pick<Context, 'db' | 'log' | 'publisher'>

/** Of one party, or of all. How many were told. */
export const withdrawLeft = ({ db }: Pick<Means, 'db'>, party: string | null): Promise<number> =>
  inPieces(
    () => listLeft(db, party, atOnce),
    (id) => endInvitation({ db }, id, isLeft),
  )

/** To the parties that their senders are in now: of one sender, or of all. How many went. */
export const carryStray = ({ db }: Pick<Means, 'db'>, sender: string | null): Promise<number> =>
  inPieces(
    () => listStray(db, sender, atOnce),
    (id) => carry({ db }, id),
  )

/** The same of cards, which never go along. */
export const withdrawCards = (means: Pick<Means, 'db' | 'publisher'>, party: string | null): Promise<number> =>
  inPieces(
    () => listLeftCards(means.db, party, atOnce),
    async (id) => {
      const why = async (tx: Transaction, row: CardRow) =>
        (await isHeld(tx, row)) ? undefined : ('cancelled' as const)
      return (await endCard(means, id, why))?.isNow === true
    },
  )

/** Who waits for a party that is over. */
const refuse = ({ db }: Pick<Means, 'db'>, party: string, person: string): Promise<void> =>
  db.transaction(async (tx) => {
    const streams = await tx.lock([party, person])
    if (await findParty(tx, party)) return
    if (await deleteRequest(tx, party, person)) tellRefused(tx, streams, person, party, null)
  })

const dismiss = async ({ db }: Pick<Means, 'db'>, party: string, person: string): Promise<boolean> => {
  const isThere = await onParty({ db }, { party, by: null, about: [person] }, async (locked) => {
    await locked.dismiss(person)
    return true
  })
  if (!isThere) await refuse({ db }, party, person)
  return true
}

/** Of one party or leader, or of all. How many were told. */
export const refuseMoot = ({ db }: Pick<Means, 'db'>, of: string | null): Promise<number> =>
  inPieces(
    () => listMoot(db, of, atOnce),
    ({ party, person }) => dismiss({ db }, party, person),
  )

const quietly = (work: Promise<unknown>, { log }: Means) =>
  work.catch((err) => log.warn({ err }, 'not everybody is told yet that something is over, later'))

/** After somebody has left a party, or it has ended. */
export const sweepParty = async (context: Means, party: string): Promise<void> => {
  await quietly(
    Promise.all([withdrawLeft(context, party), withdrawCards(context, party), refuseMoot(context, party)]),
    context,
  )
}

/** After somebody has come into a party. */
export const sweepEntered = async (context: Means, person: string): Promise<void> => {
  await quietly(carryStray(context, person), context)
}

/** After somebody has blocked another. */
export const sweepBlocked = async (context: Means, leader: string): Promise<void> => {
  await quietly(refuseMoot(context, leader), context)
}
