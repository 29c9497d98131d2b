/** Invitations and cards of who is gone, as presence surely knows it: after the grace of who is in a party they are taken back. */
import { beforeIds, type Transaction } from '@parley/service-kit'
import { askPresence, type Means } from './attendance.ts'
import { endCard } from './cards.ts'
import { endInvitation } from './invitations.ts'
import { isForsaken, listForsaken, listSenders, noteSenders } from './store/senders.ts'
import { atOnce, inPieces } from './sweeping.ts'

const pageSize = 500

/** Where presence does not answer, nothing is known of anybody. */
const noteAll = async (means: Means): Promise<void> => {
  for (let after = beforeIds; ; ) {
    const senders = await listSenders(means.db, after, pageSize)
    const last = senders.at(-1)
    if (last === undefined) return
    const here = await askPresence(means.bus, senders)
    const those = (isHere: boolean) => senders.filter((person) => here.get(person) === isHere)
    await noteSenders(means.db, those(false), true)
    await noteSenders(means.db, those(true), false)
    after = last
  }
}

const endAll = (means: Means): Promise<number[]> => {
  const seconds = means.config.PARTY_AWAY_SECONDS
  const why = (of: 'invitation' | 'card') => async (tx: Transaction, row: { readonly id: string }) =>
    (await isForsaken(tx, of, row.id, seconds)) ? ('cancelled' as const) : undefined
  return Promise.all([
    inPieces(
      () => listForsaken(means.db, 'invitation', seconds, atOnce),
      (id) => endInvitation(means, id, why('invitation')),
    ),
    inPieces(
      () => listForsaken(means.db, 'card', seconds, atOnce),
      async (id) => (await endCard(means, id, why('card')))?.isNow === true,
    ),
  ])
}

/** How many were taken back. */
export const endForsaken = async (means: Means): Promise<number> => {
  try {
    await noteAll(means)
  } catch (err) {
    means.log.debug({ err }, 'presence does not say who is there: nobody who waits for an answer is taken to be gone')
    return 0
  }
  const [invitations = 0, cards = 0] = await endAll(means)
  return invitations + cards
}
