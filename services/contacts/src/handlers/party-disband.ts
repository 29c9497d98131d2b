import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { asLeader } from '../party.ts'
import { sweepParty } from '../sweeping.ts'

export const partyDisband: Handler<'party.disband', Context> = async ({ party }, { user }, context) => {
  await asLeader(context, user, { party }, (locked) => locked.end())
  await sweepParty(context, party)
  return {}
}
