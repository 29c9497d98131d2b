/** What an account asks for besides its password: the code that an app shows, one that was kept, or a passkey. */
import { Failure, fail, type Input } from '@parley/protocol'
import type { Caller, Transaction } from '@parley/service-kit'
import type { Try } from './attempts.ts'
import type { Auth } from './context.ts'
import { isTotpForm, newRecoveryCodes, normalCode, recoveryText, stepMs, stepOf } from './factor-rules.ts'
import { askAnyPassword, askRecent, hasPassword } from './own-password.ts'
import { type Assertion, checkAssertion } from './passkeys.ts'
import { noPassword } from './passwords.ts'
import { hashOfToken } from './sessions.ts'
import { hasWayIn, holdPassword } from './store/account.ts'
import {
  type Factors,
  findFactors,
  findTotp,
  hasSecondFactor,
  lockAccount,
  replaceRecoveryCodes,
  type Totp,
  useRecoveryCode,
  useStep,
} from './store/factor.ts'
import { findPasskey, usePasskey } from './store/passkey.ts'
import { takePending } from './store/pending-login.ts'
import { tellFactor } from './telling.ts'

export type Proof = NonNullable<Input<'totp.remove'>['proof']>

/** A setup that was begun is good for so long. */
const startedSeconds = 3_600

/**
 * Under a name that nobody types, as typed ones are in lower case: to fail there is nothing to log-ins by password, and to
 * get in by password takes back no failure here.
 */
export const codeTry = (user: string, address: string, device: string | undefined): Try => ({
  username: `Code ${user}`,
  address,
  device: device && `code ${device}`,
})

export const findOwnTotp = (tx: Transaction, user: string): Promise<Totp | undefined> =>
  findTotp(tx, user, startedSeconds)

/** Fails with CODE_WRONG, and with CODE_USED where it was right and has been used. */
export const spendTotp = async (tx: Transaction, { clock }: Auth, user: string, totp: Totp, typed: string) => {
  const now = clock.now()
  const step = stepOf(totp.secret, normalCode(typed), now)
  if (step === undefined) return fail('CODE_WRONG')
  if (!(await useStep(tx, user, step))) fail('CODE_USED', { retry_ms: stepMs - (now % stepMs) })
}

/** Uses up a code of this account. Fails as `spendTotp` does. */
export const spendCode = async (tx: Transaction, auth: Auth, user: string, typed: string): Promise<void> => {
  const code = normalCode(typed)
  if (!isTotpForm(code)) {
    if (!(await useRecoveryCode(tx, user, hashOfToken(recoveryText(code))))) fail('CODE_WRONG')
    return
  }
  const totp = await findOwnTotp(tx, user)
  if (!totp?.isConfirmed) return fail('CODE_WRONG')
  return spendTotp(tx, auth, user, totp, code)
}

/** Whose passkey has signed this log-in. Without `user` it stands alone, and its device has to have seen who held it. */
export const spendPasskey = async (
  tx: Transaction,
  auth: Auth,
  login: string,
  assertion: Assertion,
  user: string | undefined,
): Promise<string> => {
  const passkey = await findPasskey(tx, assertion.id)
  if (!passkey || (user !== undefined && passkey.account !== user)) return fail('PASSKEY_WRONG')
  const counter = await checkAssertion(auth.passkeys, login, assertion, passkey, user === undefined)
  if (!(await usePasskey(tx, passkey.id, counter))) fail('PASSKEY_WRONG')
  return passkey.account
}

const prove = async (tx: Transaction, auth: Auth, user: string, proof: Proof): Promise<void> => {
  if ('code' in proof) return spendCode(tx, auth, user, proof.code)
  if (!(await takePending(tx, hashOfToken(proof.login)))) fail('LOGIN_OVER')
  await spendPasskey(tx, auth, proof.login, proof.passkey, user)
}

/** They are seen here once: what is kept are hashes. */
export const makeRecoveryCodes = async (tx: Transaction, user: string): Promise<string[]> => {
  const codes = newRecoveryCodes()
  await replaceRecoveryCodes(
    tx,
    user,
    codes.map((code) => hashOfToken(normalCode(code))),
  )
  return codes
}

/** Of an account that has just got a second factor: codes, where it is the first. `before` is what it had. */
export const firstCodes = async (tx: Transaction, user: string, before: Factors) =>
  hasSecondFactor(before) ? {} : { recovery: await makeRecoveryCodes(tx, user) }

/** They go with the last second factor. */
export const dropLastCodes = async (tx: Transaction, user: string): Promise<void> => {
  if (!hasSecondFactor(await findFactors(tx, user))) await replaceRecoveryCodes(tx, user, [])
}

/** Of an account that has just lost one of its ways in. Fails with LAST_WAY_IN where there is no other. */
export const keepWayIn = async (tx: Transaction, user: string): Promise<void> => {
  if (!(await hasWayIn(tx, user, noPassword))) fail('LAST_WAY_IN')
}

const refusals: ReadonlySet<string> = new Set(['CODE_WRONG', 'CODE_USED', 'PASSKEY_WRONG', 'TOO_MANY_ATTEMPTS'])

/** Within the count of tries that failed, in which it stands until it succeeds. */
export const countingTries = async <T>(auth: Auth, attempt: Try, user: string, deed: () => Promise<T>): Promise<T> => {
  try {
    await auth.attempts.login(attempt)
    const done = await deed()
    await auth.attempts.loggedIn(attempt)
    return done
  } catch (reason) {
    if (reason instanceof Failure && refusals.has(reason.body.name))
      auth.security('factor-refused', { user, address: attempt.address, why: reason.body.name })
    throw reason
  }
}

interface Given {
  /** Not given: an account that has none. */
  readonly password?: string | undefined
  readonly proof?: Proof | undefined
}

const why = 'is missing: your account has a second factor'

/**
 * Carries out what changes how an account is logged in to, ends it or gives away all of it: by its password and the second factor that it
 * has, or a log-in of this moment where it has neither, under its lock, so that a log-in by password alone is over before it, or sees it.
 */
export const changeFactors = async <T>(
  auth: Auth,
  caller: Caller,
  { password, proof }: Given,
  deed: (tx: Transaction, before: Factors) => Promise<T>,
): Promise<T> => {
  const { user, address, session } = caller
  const found = await askAnyPassword(auth, caller, password)
  return countingTries(auth, codeTry(user, address, session), user, () =>
    auth.db.transaction(async (tx) => {
      await tx.ensureStreams('auth/user', [user])
      const stream = (await tx.lock([user])).of('auth/user', user)
      await lockAccount(tx, user)
      if (!(await holdPassword(tx, found))) fail('LOGIN_FAILED')
      const before = await findFactors(tx, user)
      if (hasSecondFactor(before)) await prove(tx, auth, user, proof ?? fail('BAD_INPUT', { at: '/proof', why }))
      else if (!hasPassword(found)) await askRecent(tx, caller)
      const done = await deed(tx, before)
      await tellFactor(tx, stream, user)
      return done
    }),
  )
}
