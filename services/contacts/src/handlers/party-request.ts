import { fail, mostPartyRequests } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { comeIn } from '../entering.ts'
import { onParty } from '../party.ts'
import { sweepEntered } from '../sweeping.ts'

export const partyRequest: Handler<'party.request', Context> = async ({ party }, { user }, context) => {
  const entered = await onParty(context, { party, by: user }, async (locked) => {
    if (await comeIn(context, locked, user, 'request')) return true
    if (locked.requests.includes(user)) return false
    if (locked.requests.length >= mostPartyRequests) fail('TOO_MANY_PARTY_REQUESTS', { most: mostPartyRequests })
    await locked.ask(user)
    return false
  })
  if (entered) await sweepEntered(context, user)
  return { entered: entered ?? fail('PARTY_NOT_FOUND') }
}
