import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { curb } from '../curbing.ts'

/** What they had with each other ends as it does without a block, so that nobody can tell one from the other. */
export const blockAdd: Handler<'block.add', Context> = ({ user: other }, { user }, context) =>
  curb(context, user, other, 'blocked', async (pair) => {
    if (pair.mine.stands) await pair.end(pair.mine.stands)
  })
