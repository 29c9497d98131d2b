import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { onParty } from '../party.ts'
import { sweepParty } from '../sweeping.ts'

export const partyLeave: Handler<'party.leave', Context> = async ({ party }, { user }, context) => {
  await onParty(context, { party, by: user }, async (locked) => {
    if (locked.member(user)) await locked.leave(user, 'left')
    else await locked.dismiss(user)
  })
  await sweepParty(context, party)
  return {}
}
