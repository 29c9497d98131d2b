import { fail, type Input } from '@parley/protocol'
import type { Caller, Handler, Transaction } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import {
  hasPassword,
  isOwnPassword,
  type OwnCredentials,
  ownCredentials,
  ownPlace,
  passwordMissing,
} from '../own-password.ts'
import { changeFactors } from '../second-factor.ts'
import { noteRevoked } from '../sessions.ts'
import { type Credentials, replaceHash } from '../store/account.ts'
import { voidLinks } from '../store/email.ts'
import { dropPending } from '../store/pending-login.ts'
import { endSessions } from '../store/session.ts'
import { weaknessOf } from '../weak-passwords.ts'

type Change = Input<'password.change'>

/** What was begun with the former password ends with it. Fails where of two changes at the same moment the other one came first. */
const write = async (tx: Transaction, found: Credentials, hash: string, caller: Caller): Promise<string[]> => {
  if (!(await replaceHash(tx, caller.user, found.passwordHash, hash))) return fail('LOGIN_FAILED')
  await dropPending(tx, caller.user)
  await voidLinks(tx, caller.user, 'reset')
  return endSessions(tx, caller.user, { kept: caller.session })
}

/** Whether it may be another one. False where it is this one already: who lost the answer asks again. */
const checkMay = async ({ password, new_password }: Change, found: OwnCredentials, caller: Caller, auth: Auth) => {
  if (await isOwnPassword(auth, found, caller, password ?? new_password)) return password !== undefined
  if (password === undefined) return fail('BAD_INPUT', { at: '/password', why: passwordMissing })
  if (await auth.passwords.verify(found.passwordHash, new_password, ownPlace(found, caller))) return false
  auth.security('password-refused', { user: caller.user, session: caller.session, address: caller.address })
  return fail('LOGIN_FAILED')
}

export const passwordChange: Handler<'password.change', Auth> = async (input, caller, auth) => {
  const found = await ownCredentials(auth, caller)
  const why = weaknessOf(input.new_password, found.username, auth.config.PASSWORD_WORDS)
  if (why !== undefined) fail('PASSWORD_WEAK', { at: '/new_password', why })
  const isFirst = !hasPassword(found)
  if (!isFirst && !(await checkMay(input, found, caller, auth))) return { ended: 0 }
  const hash = await auth.passwords.hash(input.new_password, ownPlace(found, caller))
  const ended = await (isFirst
    ? changeFactors(auth, caller, { proof: input.proof }, (tx) => write(tx, found, hash, caller))
    : auth.db.transaction((tx) => write(tx, found, hash, caller)))
  auth.security('password-changed', { user: caller.user, session: caller.session, address: caller.address })
  noteRevoked(auth, ended, caller)
  return { ended: ended.length }
}
