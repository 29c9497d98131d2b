/** Blocking and restricting: what both have in common. */
import { fail, type Output } from '@parley/protocol'
import type { Context } from './context.ts'
import { putInForce } from './in-force.ts'
import { onPair, type Pair } from './pair.ts'
import { type Curb, countCurbed } from './store/blocked.ts'

const events = {
  blocked: { added: 'block.added', removed: 'block.removed' },
  restricted: { added: 'restriction.added', removed: 'restriction.removed' },
} as const

type Answer = Output<'block.add'>

const standOf = ({ own, tx }: Pair) => ({ seq: own.head, epoch: tx.epoch })

/** `first` is what has to end before. */
export const curb = async (
  context: Context,
  user: string,
  other: string,
  how: Curb,
  first: (pair: Pair) => Promise<void> = async () => {},
): Promise<Answer> => {
  if (other === user) fail('BLOCKING_YOURSELF')
  if (!(await context.people.exists(other))) fail('PERSON_NOT_FOUND', { user: other })
  const stand = await onPair(context, user, other, true, async (pair) => {
    if (pair.mine[how]) return standOf(pair)
    const most = context.config.BLOCKED_PER_ACCOUNT
    if ((await countCurbed(pair.tx, user, how)) >= most)
      fail('TOO_MANY_BLOCKED', { limit: 'BLOCKED_PER_ACCOUNT', most })
    await first(pair)
    await pair.changeMine({ [how]: true })
    pair.tellMe(events[how].added, {})
    return standOf(pair)
  })
  await putInForce(context, user, { ev: events[how].added, is: { user: other }, ...stand })
  return { seq: stand.seq }
}

export const uncurb = async (context: Context, user: string, other: string, how: Curb): Promise<Answer> => {
  const stand = await onPair(context, user, other, false, async (pair) => {
    if (pair.mine[how]) {
      await pair.changeMine({ [how]: false })
      pair.tellMe(events[how].removed, {})
    }
    return standOf(pair)
  })
  await putInForce(context, user, { ev: events[how].removed, is: { user: other }, ...stand })
  return { seq: stand.seq }
}
