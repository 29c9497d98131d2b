import { randomUUID } from 'node:crypto'
import { Failure, fail, type Input } from '@parley/protocol'
import { addressKey, type Caller, type Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import type { Place } from '../fair-queue.ts'
import { searchKey } from '../rules.ts'
import { handOut, hashOfToken, noteOpened, type OpenedSession, openSession, openWith } from '../sessions.ts'
import { findSignUp, insertAccount, takeUsername } from '../store/account.ts'
import { weaknessOf } from '../weak-passwords.ts'

type SignUp = Input<'account.create'>

/** For so long a sign-up may be repeated by whoever made it. */
const repeatSeconds = 3_600

const checkOpen = async ({ attempts, config, security }: Auth, { address }: Caller) => {
  if (config.SIGN_UP === 'closed') return fail('SIGN_UP_CLOSED')
  await attempts.allow('log-in', address)
  await attempts.signUp(address).catch((reason) => {
    security('sign-up-limited', { address })
    throw reason
  })
}

const checkPassword = ({ password, username }: SignUp) => {
  const why = weaknessOf(password, username)
  if (why !== undefined) fail('PASSWORD_WEAK', { at: '/password', why })
}

const make = (input: SignUp, passwordHash: string, caller: Caller, auth: Auth): Promise<OpenedSession> =>
  auth.db.transaction(async (tx) => {
    const id = randomUUID()
    const name = input.name.normalize('NFC')
    const signUpKey = input.key === undefined ? null : hashOfToken(input.key)
    await insertAccount(tx, { id, name, searchKey: searchKey(name), passwordHash, signUpKey })
    if (!(await takeUsername(tx, input.username, id))) fail('USERNAME_TAKEN')
    tx.emit(await tx.createStream('auth/user', id), 'account.created', id, { user: id, name })
    return openSession(tx, auth, id, caller, input.device)
  })

const isTaken = (reason: unknown): boolean => reason instanceof Failure && reason.body.name === 'USERNAME_TAKEN'

/**
 * Who lost the answer has an account and does not know it. The key is theirs alone, so that nobody else gets as far as
 * having a password compared.
 */
const repeat = async (input: SignUp, place: Place, caller: Caller, auth: Auth): Promise<OpenedSession> => {
  const { username, password, key } = input
  const made = key === undefined ? undefined : await findSignUp(auth.db, username, hashOfToken(key), repeatSeconds)
  if (!made || !(await auth.passwords.verify(made.passwordHash, password, place))) return fail('USERNAME_TAKEN')
  return openWith(auth, made, caller, { name: input.device })
}

export const accountCreate: Handler<'account.create', Auth> = async (input, caller, auth) => {
  await checkOpen(auth, caller)
  checkPassword(input)
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
  noteOpened(auth, event, opened, caller)
  return handOut(auth, opened)
}
