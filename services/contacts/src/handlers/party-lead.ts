import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { asLeader } from '../party.ts'

export const partyLead: Handler<'party.lead', Context> = ({ party, user: other }, { user }, context) =>
  asLeader(context, user, { party }, async (locked) => {
    if (!locked.member(other)) fail('PARTY_MEMBER_NOT_FOUND')
    if (other !== user) locked.lead(other)
    return { seq: locked.stream.head }
  })
