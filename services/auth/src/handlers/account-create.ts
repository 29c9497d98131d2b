import { Failure, fail, type Input } from '@parley/protocol'
import { addressKey, type Caller, type Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { checkDoor, passDoor } from '../entries.ts'
import type { Place } from '../fair-queue.ts'
import { makeAccount } from '../new-account.ts'
import { handOut, hashOfToken, noteOpened, type OpenedSession, openSession, openWith } from '../sessions.ts'
import { findSignUp } from '../store/account.ts'
import { weaknessOf } from '../weak-passwords.ts'

type SignUp = Input<'account.create'>

/** For so long a sign-up may be repeated by whoever made it. */
const repeatSeconds = 3_600

const findMade = async ({ username, key }: SignUp, { db }: Auth) =>
  key === undefined ? undefined : findSignUp(db, username, hashOfToken(key), repeatSeconds)

const checkOpen = async (input: SignUp, { address }: Caller, auth: Auth) => {
  const { attempts, security } = auth
  if (auth.config.SIGN_UP === 'closed') return fail('SIGN_UP_CLOSED')
  await attempts.allow('log-in', address)
  await attempts.signUp(address).catch((reason) => {
    security('sign-up-limited', { address })
    throw reason
  })
  // Who lost the answer has used the invitation up.
  if (!(await findMade(input, auth))) await checkDoor(auth, input)
}

const checkPassword = ({ password, username }: SignUp, { config }: Auth) => {
  const why = weaknessOf(password, username, config.PASSWORD_WORDS)
  if (why !== undefined) fail('PASSWORD_WEAK', { at: '/password', why })
}

/** Undefined where the account is made, and waits to be let in. */
const make = (input: SignUp, passwordHash: string, caller: Caller, auth: Auth): Promise<OpenedSession | undefined> =>
  auth.db.transaction(async (tx) => {
    const { username, name, key } = input
    const signUpKey = key === undefined ? null : hashOfToken(key)
    const id = await makeAccount(tx, { username, name, passwordHash, signUpKey })
    if (await passDoor(tx, auth, id, input)) return undefined
    return openSession(tx, auth, id, caller, input.device)
  })

const isTaken = (reason: unknown): boolean => reason instanceof Failure && reason.body.name === 'USERNAME_TAKEN'

/**
 * Who lost the answer has an account and does not know it. The key is theirs alone, so that nobody else gets as far as
 * having a password compared.
 */
const repeat = async (input: SignUp, place: Place, caller: Caller, auth: Auth): Promise<OpenedSession> => {
  const made = await findMade(input, auth)
  if (!made || !(await auth.passwords.verify(made.passwordHash, input.password, place))) return fail('USERNAME_TAKEN')
  return openWith(auth, made, caller, { name: input.device })
}

export const accountCreate: Handler<'account.create', Auth> = async (input, caller, auth) => {
  await checkOpen(input, caller, auth)
  checkPassword(input, auth)
  // In no lane of the account: sign-ups under a name that somebody has would hold up their log-ins.
  const lanes = [`address ${addressKey(caller.address)}`, `name ${input.username}`]
  const place = { lanes, gone: caller.gone }
  const passwordHash = await auth.passwords.hash(input.password, place)
  let event: 'sign-up' | 'log-in' = 'sign-up'
  const opened = await make(input, passwordHash, caller, auth).catch((reason) => {
    if (!isTaken(reason)) throw reason
    event = 'log-in'
    return repeat(input, place, caller, auth)
  })
  if (!opened) return fail('ACCOUNT_PENDING')
  noteOpened(auth, event, opened, caller)
  return handOut(auth, opened)
}
