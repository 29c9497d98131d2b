/** What happens by the clock. */
import type { Kit } from '@parley/service-kit'
import { closeGuests, closing } from './closing.ts'
import type { authConfig } from './config.ts'
import type { Auth } from './context.ts'
import { announceEnded } from './sessions.ts'
import { announceStandings } from './standing.ts'
import { deleteOldArrivals } from './store/arrival.ts'
import { deleteOldGrants } from './store/device-grant.ts'
import { deleteOldLinks } from './store/email.ts'
import { deleteOldLetters } from './store/letter.ts'
import { deleteOldMail } from './store/mail.ts'
import { lockUnworded, putWords } from './store/name-word.ts'
import { deleteOldPending } from './store/pending-login.ts'
import { secretsEndedWithin } from './store/service-key.ts'
import { deleteOldSessions, endedWithin } from './store/session.ts'
import { deleteFreeUsernames } from './store/username.ts'
import { tellFactors } from './telling.ts'

const tendKeysEveryMs = 30_000
const lookAtKeysEveryMs = 1_000
/** The clock that only grows may stand still while a machine sleeps. */
const lookAtClockEveryMs = 1_000
const announceEveryMs = 5_000
/** The command line ends sessions and restricts people, and tells nobody: what is so new is looked for more often. */
const newsEveryMs = 500
const newsSeconds = 3
const removePendingEveryMs = 60_000
/** A device that asks later is told the same. */
const grantKnownSeconds = 3_600

/** Small enough that no refresh waits long for a lock, even with the tokens that go with a session. */
const batch = 100

/** How long a session that ended still matters: until its last access token has expired, and some more for the clocks. */
const mattersFor = ({ config }: Auth) => config.ACCESS_TOKEN_SECONDS + 60

/** NATS may have dropped the first announcement, and a gateway that started later never heard it: it is repeated. */
export const announceRecent = async (auth: Auth, seconds = mattersFor(auth)): Promise<void> => {
  await announceStandings(auth, seconds)
  announceEnded(auth.bus, await endedWithin(auth.db, seconds))
  announceEnded(auth.bus, await secretsEndedWithin(auth.db, seconds))
}

/** In small steps, each of its own. */
export const removeOldSessions = async (auth: Auth): Promise<{ sessions: number }> => {
  for (let sessions = 0; ; ) {
    const removed = await deleteOldSessions(auth.db, mattersFor(auth), batch)
    if (removed === 0) return { sessions }
    sessions += removed
  }
}

/** Names that a process of the release before has written, or that were there before words of names were. */
const readNamesEveryMs = 5_000

/** In small steps, each of its own. Gives how many names it has read. */
export const readNames = async ({ db }: Pick<Auth, 'db'>): Promise<number> => {
  for (let names = 0; ; ) {
    const read = await db.transaction(async (tx) => {
      const accounts = await lockUnworded(tx, batch)
      for (const { id, name } of accounts) await putWords(tx, id, name)
      return accounts.length
    })
    names += read
    if (read < batch) return names
  }
}

/** Second factors that a process of the release before has changed, or that there were before others were told of them. */
const tellFactorsEveryMs = 30_000

/** What could not be sent before, or by a process that has ended. */
const sendMailEveryMs = 5_000
/** So long it is known who was sent what. */
const mailKeptSeconds = 86_400

/** Nobody asks for a letter again that is so old. */
const lettersKeptSeconds = 172_800

/** Mail that was sent, and links that have ended. */
const removeOldMail = async ({ db }: Auth): Promise<{ mails: number; letters: number; links: number }> => ({
  mails: await deleteOldMail(db, mailKeptSeconds, 1_000),
  letters: await deleteOldLetters(db, lettersKeptSeconds, 1_000),
  links: await deleteOldLinks(db, 1_000),
})

/** Names that are kept no longer. */
const freeUsernames = async ({ db }: Auth): Promise<{ usernames: number }> => ({
  usernames: await deleteFreeUsernames(db, 1_000),
})

/** Log-ins that nobody went on with. */
export const removeOldPending = async ({ db }: Pick<Auth, 'db'>): Promise<void> => {
  while ((await deleteOldPending(db, batch)) === batch) {}
  while ((await deleteOldArrivals(db, batch)) === batch) {}
  while ((await deleteOldGrants(db, grantKnownSeconds, batch)) === batch) {}
}

export const startJobs = async ({ every, job, config }: Kit<typeof authConfig>, auth: Auth): Promise<void> => {
  every(tendKeysEveryMs, auth.keys.tend)
  every(lookAtKeysEveryMs, auth.keys.look)
  every(lookAtClockEveryMs, auth.clock.look)
  every(announceEveryMs, () => announceRecent(auth))
  every(newsEveryMs, () => announceRecent(auth, newsSeconds))
  every(sendMailEveryMs, async () => auth.sendMail())
  await job({
    name: 'remove-mail',
    everySeconds: config.CLEANUP_SECONDS,
    counts: ['mails', 'letters', 'links'],
    run: () => removeOldMail(auth),
  })
  every(readNamesEveryMs, () => readNames(auth))
  every(tellFactorsEveryMs, () => tellFactors(auth.db))
  await job({
    name: 'free-usernames',
    everySeconds: config.CLEANUP_SECONDS,
    counts: ['usernames'],
    run: () => freeUsernames(auth),
  })
  await job(closing(auth))
  await job({
    name: 'close-guests',
    everySeconds: config.CLEANUP_SECONDS,
    counts: ['guests'],
    run: () => closeGuests(auth),
  })
  every(removePendingEveryMs, () => removeOldPending(auth))
  await job({
    name: 'remove-sessions',
    everySeconds: config.CLEANUP_SECONDS,
    counts: ['sessions'],
    run: () => removeOldSessions(auth),
  })
}
