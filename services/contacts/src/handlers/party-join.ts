import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { comeIn } from '../entering.ts'
import { onParty } from '../party.ts'
import { findByCode } from '../store/parties.ts'
import { seeParty } from '../store/party-views.ts'
import { sweepEntered } from '../sweeping.ts'

/** Whether the code is still good is looked at behind the lock. */
export const partyJoin: Handler<'party.join', Context> = async (asked, { user }, context) => {
  const { db } = context
  const code = 'code' in asked ? asked.code : undefined
  const party = 'code' in asked ? await findByCode(db, asked.code) : asked.party
  if (party === undefined) return fail('PARTY_NOT_FOUND')
  const isIn = await onParty(context, { party, by: user }, async (locked) => {
    if (code !== undefined && locked.row.code !== code) fail('PARTY_NOT_FOUND')
    return comeIn(context, locked, user, code === undefined ? 'id' : 'code')
  })
  await sweepEntered(context, user)
  return (isIn && (await seeParty(db, party, user))) || fail('PARTY_NOT_FOUND')
}
