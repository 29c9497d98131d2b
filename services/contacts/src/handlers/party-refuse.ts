import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { asLeader } from '../party.ts'

export const partyRefuse: Handler<'party.refuse', Context> = ({ party, user: other }, { user }, context) =>
  asLeader(context, user, { party, about: [other] }, async (locked) => {
    await locked.dismiss(other)
    return { seq: locked.stream.head }
  })
