import type { Handler } from '@parley/service-kit'
import { findSeen, standOf } from '../cards.ts'
import type { Context } from '../context.ts'
import { findTaker } from '../store/cards.ts'

/** What lets somebody join is for who has taken a place alone. */
export const cardGet: Handler<'card.get', Context> = async ({ card }, { user }, context) => {
  const row = await findSeen(context, card, user)
  const { room, sender, game, payload, platforms, launch, party, expires, expiresIn, secret } = row
  const own = await findTaker(context.db, card, user)
  return {
    ...{ card, room, from: sender },
    ...(game ? { game } : {}),
    ...(payload ? { payload } : {}),
    ...(platforms.length > 0 ? { platforms: [...platforms] } : {}),
    ...(launch ? { launch } : {}),
    ...(party ? { party } : {}),
    ...{ expires_at: expires, expires_in_ms: expiresIn, ...standOf(row) },
    ...(own ? { accepted: true as const } : {}),
    ...(own && secret ? { secret } : {}),
  }
}
