import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { endRelation } from '../ending.ts'
import { onPair } from '../pair.ts'
import { withoutGame } from '../rules.ts'

/** In one game alone: with the last of them they are contacts no more. */
const removeIn = (context: Context, user: string, other: string, game: string) =>
  onPair(context, user, other, false, async (pair) => {
    const left = pair.mine.stands === 'contact' ? withoutGame(pair.mine.games, game) : undefined
    if (left?.length === 0) await pair.end('contact')
    else if (left) await pair.play(left)
    const { stands } = pair.mine
    return { seq: pair.own.head, ...(stands ? { stands } : {}) }
  })

export const contactRemove: Handler<'contact.remove', Context> = ({ user: other, game }, { user }, context) =>
  game === undefined ? endRelation(context, user, other, 'contact') : removeIn(context, user, other, game)
