import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { asLeader } from '../party.ts'

export const partyLock: Handler<'party.lock', Context> = ({ party, locked: wanted }, { user }, context) =>
  asLeader(context, user, { party }, async (locked) => {
    if (locked.row.locked !== wanted) {
      locked.set({ locked: wanted })
      locked.tell('party.locked', { locked: wanted })
    }
    return { seq: locked.stream.head }
  })
