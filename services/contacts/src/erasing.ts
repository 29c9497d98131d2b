/** What contacts erases of somebody whose account is closed, as if they had left and ended all of it themselves. */
import { type ErasingStep, eraseRows, eraseStream, type Piece, type Transaction } from '@parley/service-kit'
import { tellCard } from './cards.ts'
import type { Context } from './context.ts'
import { lockBoth, settle } from './invitations.ts'
import { Pair } from './pair.ts'
import { lockParty } from './party.ts'
import { findCard, putEnded } from './store/cards.ts'
import { findOpenCard, findOpenInvitation, findPartyOf, findStanding, forgetPlace } from './store/erasing.ts'
import { findInvitation } from './store/invitations.ts'
import { apart, readPair } from './store/relations.ts'
import { sweepParty } from './sweeping.ts'

type Side = Pick<Context, 'db' | 'log' | 'publisher'>

/** One after the other, until there is none. */
const eachOf = (
  what: string,
  find: (tx: Transaction, user: string) => Promise<string | undefined>,
  end: (tx: Transaction, user: string, one: string) => Promise<Pick<Piece, 'told'>>,
): ErasingStep => ({
  what,
  erase: async (tx, { user }) => {
    const one = await find(tx, user)
    if (one === undefined) return { count: 0 }
    return { count: 1, after: '', ...(await end(tx, user, one)) }
  },
})

const parties = (side: Side): ErasingStep =>
  eachOf('parties', findPartyOf, async (tx, user, id) => {
    const party = await lockParty(tx, { party: id, by: user })
    if (party?.member(user)) await party.leave(user, 'left')
    else await party?.dismiss(user)
    await party?.write()
    if (!party) await forgetPlace(tx, id, user)
    return { told: () => void sweepParty(side as Context, id) }
  })

const invitations = eachOf('open_invitations', findOpenInvitation, async (tx, user, id) => {
  const found = await findInvitation(tx, id)
  if (!found) return {}
  await lockBoth(tx, found)
  const row = await findInvitation(tx, id)
  if (row?.state === 'pending') await settle(tx, row, row.sender === user ? 'cancelled' : 'declined', user)
  return {}
})

const cards = (side: Side): ErasingStep =>
  eachOf('open_cards', findOpenCard, async (tx, user, id) => {
    await tx.lock([user])
    const row = await findCard(tx, id)
    if (row?.state !== 'open') return {}
    const ended = await putEnded(tx, id, 'cancelled')
    return { told: () => tellCard(side, ended) }
  })

/** The other is told that they are no longer a contact, or that a request is over. */
const relations = eachOf('relations', findStanding, async (tx, user, other) => {
  await tx.ensureStreams('contacts/user', [user, other])
  const locked = await tx.lock([user, other])
  const means = { tx, user, other, own: locked.of('contacts/user', user) }
  const pair = new Pair(means, locked.of('contacts/user', other), await readPair(tx, user, other))
  if (pair.mine.stands) await pair.end(pair.mine.stands)
  await pair.changeMine({ ...apart(pair.mine), blocked: false, restricted: false })
  await pair.changeTheirs(apart(pair.theirs))
  return {}
})

export const contactsErasing = (side: Side): ErasingStep[] => [
  eraseRows('person', 'id'),
  parties(side),
  invitations,
  cards(side),
  relations,
  eraseRows('invitation', 'sender', 'recipient'),
  eraseRows('card_taker', 'person'),
  eraseRows('card', 'sender'),
  eraseRows('privacy', 'person'),
  eraseStream('contacts/user'),
]
