import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { partyOf } from '../store/party-members.ts'
import { seeParty } from '../store/party-views.ts'

export const partyGet: Handler<'party.get', Context> = async (asked, { user }, { db }) => {
  const party = 'party' in asked ? asked.party : await partyOf(db, user, asked.game ?? '')
  return (party && (await seeParty(db, party, user))) || fail('PARTY_NOT_FOUND')
}
