import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { asLeader } from '../party.ts'
import { makeCode } from '../party-code.ts'

export const partyCode: Handler<'party.code', Context> = ({ party, code: wanted }, { user }, context) =>
  asLeader(context, user, { party }, async (locked) => {
    const code = wanted === 'new' ? await makeCode(locked.tx) : null
    const told = code === null ? {} : { code }
    if (code !== locked.row.code) {
      locked.set({ code })
      locked.tell('party.coded', told)
    }
    return { seq: locked.stream.head, ...told }
  })
