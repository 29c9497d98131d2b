import { fail, type Input } from '@parley/protocol'
import type { Caller, Handler, Transaction } from '@parley/service-kit'
import type { ToldAhead } from '@parley/wire'
import type { Auth } from '../context.ts'
import { checkDoor, passDoor } from '../entries.ts'
import { isOwnPassword, type OwnCredentials, ownCredentials, ownPlace } from '../own-password.ts'
import { announceStanding, emitStanding, putInForce } from '../standing.ts'
import { emailKey } from '../store/email.ts'
import { becomeAccount, isGuest } from '../store/guest.ts'
import { queueMail } from '../store/mail.ts'
import { readTold } from '../store/profile.ts'
import { takeUsername } from '../store/username.ts'
import { weaknessOf } from '../weak-passwords.ts'

type Become = Input<'guest.become'>

const check = async ({ username, password, email, ...coming }: Become, { user, address }: Caller, auth: Auth) => {
  if (email !== undefined && !auth.mailer) fail('MAIL_UNAVAILABLE')
  await auth.attempts.signUp(address)
  await checkDoor(auth, coming)
  const why = weaknessOf(password, username, auth.config.PASSWORD_WORDS)
  if (why !== undefined) fail('PASSWORD_WEAK', { at: '/password', why })
  if (email !== undefined) await auth.attempts.mail(user, emailKey(email))
}

interface Became {
  /** Where it waits to be let in. */
  readonly waits: ToldAhead | undefined
}

/** Undefined where it is no guest any more. */
const write = async (tx: Transaction, input: Become, user: string, hash: string, auth: Auth) => {
  await tx.ensureStreams('auth/user', [user])
  const stream = (await tx.lock([user])).of('auth/user', user)
  if (!(await becomeAccount(tx, user, hash))) return undefined
  if (!(await takeUsername(tx, input.username, user))) fail('USERNAME_TAKEN')
  const told = await readTold(tx, user)
  if (told) tx.emit(stream, 'account.changed', user, told)
  if (input.email !== undefined) await queueMail(tx, 'verify', user, input.email)
  const waits = (await passDoor(tx, auth, user, input)) ? await emitStanding(tx, user, null) : undefined
  return { waits } satisfies Became
}

/** Who lost the answer has the account already. */
const repeat = async ({ username, password }: Become, found: OwnCredentials, caller: Caller, auth: Auth) => {
  if (found.username !== username || !(await isOwnPassword(auth, found, caller, password))) fail('NOT_A_GUEST')
  return { username }
}

export const guestBecome: Handler<'guest.become', Auth> = async (input, caller, auth) => {
  const { user, session, address } = caller
  const found = await ownCredentials(auth, caller)
  if (!(await isGuest(auth.db, user))) return repeat(input, found, caller, auth)
  await check(input, caller, auth)
  const hash = await auth.passwords.hash(input.password, ownPlace(found, caller))
  const became = await auth.db.transaction((tx) => write(tx, input, user, hash, auth), { account: user })
  if (!became) return repeat(input, await ownCredentials(auth, caller), caller, auth)
  auth.security('guest-became', { user, session, address })
  auth.sendMail()
  await (became.waits ? putInForce(auth, user, became.waits) : announceStanding(auth, user))
  return { username: input.username }
}
