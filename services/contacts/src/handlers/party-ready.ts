import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { asMember } from '../party.ts'

export const partyReady: Handler<'party.ready', Context> = ({ party, ready }, { user }, context) =>
  asMember(context, user, { party }, async (locked) => {
    const own = locked.member(user)
    if (locked.row.checkEnds === null || !own?.asked) return fail('PARTY_CHECK_NOT_FOUND')
    if (own.ready === null) {
      await locked.mark([user], { ready })
      locked.tell('party.check_answered', { user, ready })
      await locked.settleCheck()
    }
    return { seq: locked.stream.head }
  })
