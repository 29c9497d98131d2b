import type { Handler } from '@parley/service-kit'
import { acceptCard } from '../cards.ts'
import type { Context } from '../context.ts'

export const cardAccept: Handler<'card.accept', Context> = ({ card }, { user }, context) =>
  acceptCard(context, user, card)
