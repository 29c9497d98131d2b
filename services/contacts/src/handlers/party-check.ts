import { checkMs, fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { asLeader } from '../party.ts'
import { readNow } from '../store/parties.ts'

/** Who begins it is ready, and where nobody else is to be asked it is over at once. */
export const partyCheck: Handler<'party.check', Context> = (
  { party, within_ms: within = checkMs.usual },
  { user },
  context,
) =>
  asLeader(context, user, { party }, async (locked) => {
    if (locked.row.checkEnds !== null) fail('PARTY_CHECK_RUNNING')
    const ends = (await readNow(locked.tx)) + within
    const told = { ends_at: ends, ends_in_ms: within }
    locked.set({ checkEnds: ends })
    locked.tell('party.check_begun', told)
    const asked = locked.members.filter(({ away }) => !away).map(({ person }) => person)
    await locked.mark(asked, { asked: true })
    await locked.mark([user], { asked: true, ready: true })
    locked.tell('party.check_answered', { user, ready: true })
    await locked.settleCheck()
    return { seq: locked.stream.head, ...told }
  })
