import type { Output } from '@parley/protocol'
import type { Context } from './context.ts'
import { onPair } from './pair.ts'
import type { Stands } from './store/relations.ts'

/** Ends what there is between two people, where it is this; says how they stand then. */
export const endRelation = (
  context: Context,
  user: string,
  other: string,
  stands: Stands,
): Promise<Output<'contact.remove'>> =>
  onPair(context, user, other, false, async (pair) => {
    await pair.end(stands)
    const now = pair.mine.stands
    return { seq: pair.own.head, ...(now ? { stands: now } : {}) }
  })
