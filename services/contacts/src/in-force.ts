/** What somebody has just said of others holds in other services, too, when they are told that it is done. */
import type { EventBody, EventOn, Owner } from '@parley/protocol'
import { askOwner } from '@parley/service-kit'
import type { ToldAhead } from '@parley/wire'
import type { Context } from './context.ts'

interface Said<E extends EventOn<'contacts/user'>> {
  readonly ev: E
  readonly is: EventBody<E>
  /** As of this position of their own stream: it is so there, also where it was said before. */
  readonly seq: number
  readonly epoch: number
}

/** In this one, or nothing is answered: what is sent next is decided there. */
const needed: Owner = 'chat'
/** Here it is as soon as that is there. Who is there may be unknown for long, and keeps nobody from blocking. */
const wanted: Owner = 'presence'
const wantedWithinMs = 2_000

/** Fails as an owner that does not answer: what was said is committed then, and holds soon. Said again, it is the same. */
export const putInForce = async <E extends EventOn<'contacts/user'>>(
  { bus, log }: Pick<Context, 'bus' | 'log'>,
  user: string,
  { ev, is, seq, epoch }: Said<E>,
): Promise<void> => {
  const told: ToldAhead = { on: `contacts/user/${user}`, seq, ev, by: user, at: Date.now(), is: { ...is }, epoch }
  await Promise.all([
    askOwner(bus, needed, 'told', [told]),
    askOwner(bus, wanted, 'told', [told], wantedWithinMs).catch((err) =>
      log.debug({ err }, 'presence hears of it by the outbox'),
    ),
  ])
}
