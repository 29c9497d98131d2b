import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { comeIn, ofAnother } from '../entering.ts'
import { asLeader } from '../party.ts'

/** Whom the leader blocks by now, and who blocks the leader, waits for nothing any more. */
const renamed = { ...ofAnother, PARTY_NOT_FOUND: 'PARTY_REQUEST_NOT_FOUND' } as const

export const partyAdmit: Handler<'party.admit', Context> = ({ party, user: other }, { user }, context) =>
  asLeader(context, user, { party, about: [other] }, async (locked) => {
    if (!locked.member(other) && !locked.requests.includes(other)) fail('PARTY_REQUEST_NOT_FOUND')
    await comeIn(context, locked, other, 'admitted', renamed)
    return { seq: locked.stream.head }
  })
