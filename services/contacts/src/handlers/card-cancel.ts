import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { endCard, standOf } from '../cards.ts'
import type { Context } from '../context.ts'
import { findCard } from '../store/cards.ts'

export const cardCancel: Handler<'card.cancel', Context> = async ({ card }, { user }, context) => {
  if ((await findCard(context.db, card))?.sender !== user) return fail('INVITATION_NOT_FOUND')
  const ended = await endCard(context, card, async () => 'cancelled')
  return ended ? standOf(ended.row) : fail('INVITATION_NOT_FOUND')
}
