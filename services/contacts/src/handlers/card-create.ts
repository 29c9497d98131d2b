import { invitationMs } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { createCard } from '../cards.ts'
import type { Context } from '../context.ts'

export const cardCreate: Handler<'card.create', Context> = (
  { places = 1, expires_in_ms = invitationMs.usual, ...wanted },
  { user },
  context,
) => createCard(context, user, { ...wanted, places, expires_in_ms })
