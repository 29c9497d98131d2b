import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { curb } from '../curbing.ts'
import { endBetween } from '../invitations.ts'
import { sweepBlocked } from '../sweeping.ts'

/** What they had with each other ends as it does without a block, so that nobody can tell one from the other. */
export const blockAdd: Handler<'block.add', Context> = async ({ user: other }, { user }, context) => {
  const answer = await curb(context, user, other, 'blocked', async (pair) => {
    if (pair.mine.stands) await pair.end(pair.mine.stands)
    await endBetween(pair)
  })
  await sweepBlocked(context, user)
  return answer
}
