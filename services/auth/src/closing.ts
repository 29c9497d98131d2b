/**
 * Closing accounts: when its time has come, an account is put out of use; then each service is asked to erase what it has of them, until it
 * says that it is done; then the account goes. Every step is safe to repeat, so whoever comes next goes on where one has ended.
 */
import { erasedName } from '@parley/protocol'
import { askOwner, type Job } from '@parley/service-kit'
import type { Auth } from './context.ts'
import { announceEnded } from './sessions.ts'
import {
  beginClosing,
  deleteAccount,
  type Erasing,
  listDue,
  listErasing,
  noteEnded,
  tickOff,
  voidAccount,
} from './store/closing.ts'
import { closeIdleGuests } from './store/guest.ts'
import { endSessions } from './store/session.ts'

const accountsAtOnce = 20
const guestsAtOnce = 100
/** Of one service about one account in one run, so that nobody's much makes others wait. */
const questionsAtOnce = 20
/** A service answers after a second, and one piece of work. */
const answerMs = 10_000

const putOutOfUse = async ({ db, bus, security }: Auth, user: string): Promise<number> => {
  const ended = await db.transaction(
    async (tx) => {
      if (!(await beginClosing(tx, user))) return undefined
      const sessions = await endSessions(tx, user, {})
      await voidAccount(tx, user, erasedName, sessions)
      return sessions
    },
    { account: user },
  )
  if (!ended) return 0
  announceEnded(bus, ended)
  security('account-out-of-use', { user })
  return 1
}

/** Whether it is done. A service that is away is asked in the next run. */
const eraseIn = async ({ bus, db, log }: Auth, { user, messages }: Erasing, service: EraserName): Promise<boolean> => {
  try {
    for (let asked = 0; asked < questionsAtOnce; asked++) {
      const { done, counts } = await askOwner(bus, service, 'erase', { user, messages }, answerMs)
      if (!done) continue
      await tickOff(db, user, service, counts)
      return true
    }
  } catch (err) {
    log.warn({ err, service }, 'what a service has of a closed account is not erased yet, trying again')
  }
  return false
}

type EraserName = Auth['config']['DELETION_SERVICES'][number]

const finish = async ({ db, security }: Auth, user: string): Promise<number> => {
  const isGone = await db.transaction(
    async (tx) => {
      await tx.lock([user])
      const events = await deleteAccount(tx, user)
      if (events === undefined) return false
      await tickOff(tx, user, 'auth', { account: 1, events })
      return true
    },
    { account: user },
  )
  if (isGone) security('account-closed', { user })
  return Number(isGone)
}

/** A log-in by a passkey that was under way when the account was put out of use. */
const endLate = async ({ db, bus }: Auth, user: string): Promise<void> => {
  const ended = await db.transaction(async (tx) => {
    const late = await endSessions(tx, user, {})
    if (late.length > 0) await noteEnded(tx, user, late)
    return late
  })
  announceEnded(bus, ended)
}

/** All services at the same time: none waits for another one. */
const erase = async (auth: Auth, erasing: Erasing): Promise<number> => {
  await endLate(auth, erasing.user)
  const left = auth.config.DELETION_SERVICES.filter((service) => !erasing.done.includes(service))
  const done = await Promise.all(left.map((service) => eraseIn(auth, erasing, service)))
  return done.every(Boolean) ? finish(auth, erasing.user) : 0
}

/** What is put out of use is erased from the next run on: what was under way when its sessions ended is over by then. */
export const closeAccounts = async (auth: Auth): Promise<{ begun: number; closed: number }> => {
  let closed = 0
  for (const erasing of await listErasing(auth.db, accountsAtOnce)) closed += await erase(auth, erasing)
  let begun = 0
  for (const user of await listDue(auth.db, accountsAtOnce)) begun += await putOutOfUse(auth, user)
  return { begun, closed }
}

/** Guests whom nobody has been for so long. */
export const closeGuests = async ({ db, config, security }: Auth): Promise<{ guests: number }> => {
  const closed = await closeIdleGuests(db, config.GUEST_DAYS * 86_400, guestsAtOnce)
  for (const user of closed) security('account-closing', { user })
  return { guests: closed.length }
}

export const closing = (auth: Auth): Job<'begun' | 'closed'> => ({
  name: 'close-accounts',
  everySeconds: 5,
  isOften: true,
  counts: ['begun', 'closed'],
  run: () => closeAccounts(auth),
})
