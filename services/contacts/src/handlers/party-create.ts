import { fail, type Input, usualParty } from '@parley/protocol'
import type { Handler, Transaction } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { comeIn } from '../entering.ts'
import { Party } from '../party.ts'
import { withAttributes } from '../party-settings.ts'
import { findParty, insertParty, isTaken } from '../store/parties.ts'
import { seeParty } from '../store/party-views.ts'

type Wanted = Input<'party.create'>

const make = async (tx: Transaction, user: string, { party: id, ...wanted }: Wanted, context: Context) => {
  const { game = '', attributes: given = {}, ...rest } = wanted
  const settings = { ...usualParty, ...rest, attributes: withAttributes({}, given) }
  const row = { id, game, creator: user, ...settings, locked: false, code: null, checkEnds: null }
  await tx.createStream('contacts/party', id)
  // Locked already, as it is new: this is for the stream of who makes it.
  const streams = await tx.lock([user, id])
  const party = new Party({ tx, streams, by: user }, { ...row, leader: user }, [], [])
  const { label, ...others } = settings
  party.tell('party.created', {
    ...(game ? { game } : {}),
    ...(label ? { label } : {}),
    ...others,
    attributes: { ...others.attributes },
    leader: user,
    locked: false,
  })
  await insertParty(tx, row)
  await comeIn(context, party, user, 'admitted')
}

/** Repeated, it is there. */
export const partyCreate: Handler<'party.create', Context> = async (wanted, { user }, context) => {
  const { db } = context
  await db.transaction(
    async (tx) => {
      await tx.ensureStreams('contacts/user', [user])
      await tx.lock([user])
      if ((await findParty(tx, wanted.party))?.creator === user) return
      if (await isTaken(tx, wanted.party)) fail('PARTY_ID_TAKEN')
      await make(tx, user, wanted, context)
    },
    { account: user },
  )
  return (await seeParty(db, wanted.party, user)) ?? fail('PARTY_NOT_FOUND')
}
