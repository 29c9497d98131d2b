/** What happens by the clock. */
import type { Kit } from '@parley/service-kit'
import { closing } from './closing.ts'
import type { authConfig } from './config.ts'
import type { Auth } from './context.ts'
import { announceEnded } from './sessions.ts'
import { deleteOldPending } from './store/pending-login.ts'
import { deleteOldSessions, endedWithin } from './store/session.ts'

const tendKeysEveryMs = 30_000
const lookAtKeysEveryMs = 1_000
/** The clock that only grows may stand still while a machine sleeps. */
const lookAtClockEveryMs = 1_000
const announceEveryMs = 5_000
const removePendingEveryMs = 60_000

/** Small enough that no refresh waits long for a lock, even with the tokens that go with a session. */
const batch = 100

/** How long a session that ended still matters: until its last access token has expired, and some more for the clocks. */
const mattersFor = ({ config }: Auth) => config.ACCESS_TOKEN_SECONDS + 60

/** NATS may have dropped the first announcement, and a gateway that started later never heard it: it is repeated. */
export const announceRecentlyEnded = async (auth: Auth): Promise<void> =>
  announceEnded(auth.bus, await endedWithin(auth.db, mattersFor(auth)))

/** In small steps, each of its own. */
export const removeOldSessions = async (auth: Auth): Promise<{ sessions: number }> => {
  for (let sessions = 0; ; ) {
    const removed = await deleteOldSessions(auth.db, mattersFor(auth), batch)
    if (removed === 0) return { sessions }
    sessions += removed
  }
}

/** Log-ins that nobody went on with. */
export const removeOldPending = async ({ db }: Pick<Auth, 'db'>): Promise<void> => {
  while ((await deleteOldPending(db, batch)) === batch) {}
}

export const startJobs = async ({ every, job, config }: Kit<typeof authConfig>, auth: Auth): Promise<void> => {
  every(tendKeysEveryMs, auth.keys.tend)
  every(lookAtKeysEveryMs, auth.keys.look)
  every(lookAtClockEveryMs, auth.clock.look)
  every(announceEveryMs, () => announceRecentlyEnded(auth))
  await job(closing(auth))
  every(removePendingEveryMs, () => removeOldPending(auth))
  await job({
    name: 'remove-sessions',
    everySeconds: config.CLEANUP_SECONDS,
    counts: ['sessions'],
    run: () => removeOldSessions(auth),
  })
}
