import { randomUUID } from 'node:crypto'
import { fail, type Input, usualParty } from '@parley/protocol'
import type { Handler, LockedStreams, Transaction } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { comeIn } from '../entering.ts'
import { Party } from '../party.ts'
import { withAttributes } from '../party-settings.ts'
import { findParty, insertParty } from '../store/parties.ts'
import { seeParty } from '../store/party-views.ts'
import { sweepEntered } from '../sweeping.ts'

type Wanted = Input<'party.create'>
interface Means {
  readonly tx: Transaction
  readonly streams: LockedStreams
  readonly by: string
}

const make = async (means: Means, { party: id, ...wanted }: Wanted, context: Context): Promise<void> => {
  const { game = '', attributes: given = {}, chat, ...rest } = wanted
  const attributes = withAttributes({}, given)
  const { label, ...settings } = { ...usualParty, ...rest }
  const fixed = { ...settings, leader: means.by, locked: false }
  const room = chat ? randomUUID() : null
  const row = { ...fixed, id, room, game, creator: means.by, label, attributes, code: null, checkEnds: null }
  const party = new Party(means, row, [], [])
  party.tell('party.created', {
    ...(game ? { game } : {}),
    ...(label ? { label } : {}),
    ...(room ? { room } : {}),
    ...fixed,
    attributes: { ...attributes },
  })
  await insertParty(means.tx, row)
  await comeIn(context, party, means.by, 'admitted')
}

/** Repeated, it is there. Of what has the id already, nothing is told but that. */
export const partyCreate: Handler<'party.create', Context> = async (wanted, { user }, context) => {
  const { db } = context
  const id = wanted.party
  await db.transaction(
    async (tx) => {
      await tx.ensureStreams('contacts/user', [user])
      await tx.ensureStreams('contacts/party', [id])
      const streams = await tx.lock([user, id])
      if ((await findParty(tx, id))?.creator === user) return
      if (streams.find('contacts/party', id)?.head !== 0) fail('PARTY_ID_TAKEN')
      await make({ tx, streams, by: user }, wanted, context)
    },
    { account: user },
  )
  await sweepEntered(context, user)
  return (await seeParty(db, id, user)) ?? fail('PARTY_NOT_FOUND')
}
