import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { asLeader } from '../party.ts'
import { sweepParty } from '../sweeping.ts'

export const partyRemove: Handler<'party.remove', Context> = async ({ party, user: other }, { user }, context) => {
  await asLeader(context, user, { party, about: [other] }, async (locked) => {
    if (locked.member(other)) await locked.leave(other, other === user ? 'left' : 'removed')
  })
  await sweepParty(context, party)
  return {}
}
