import { fail, type Input } from '@parley/protocol'
import type { Handler, Transaction } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { codeTry, countingTries, spendCode, spendPasskey } from '../second-factor.ts'
import { handOut, hashOfToken, noteOpened, openSession } from '../sessions.ts'
import { takePending, tryPending } from '../store/pending-login.ts'

type Confirm = Input<'session.confirm'>

/** Who it is, by what was given. */
const prove = async (tx: Transaction, auth: Auth, input: Confirm, account: string | null): Promise<string> => {
  if ('passkey' in input) return spendPasskey(tx, auth, input.login, input.passkey, account ?? undefined)
  if (account === null) return fail('CODE_WRONG')
  await spendCode(tx, auth, account, input.code)
  return account
}

/** The second factor is used, the log-in is over and the session is there, or none of it. */
export const sessionConfirm: Handler<'session.confirm', Auth> = async (input, caller, auth) => {
  await auth.attempts.allow('log-in', caller.address)
  const hash = hashOfToken(input.login)
  const { account, device, knownDevice } = (await tryPending(auth.db, hash)) ?? fail('LOGIN_OVER')
  const open = () =>
    auth.db.transaction(async (tx) => {
      if (!(await takePending(tx, hash))) fail('LOGIN_OVER')
      return openSession(tx, auth, await prove(tx, auth, input, account), caller, device, { secondFactor: true })
    })
  const attempt = codeTry(account ?? '', caller.address, knownDevice ?? undefined)
  // What nobody can guess is counted for nobody: it would hold up all who log in by a passkey.
  const opened = account === null ? await open() : await countingTries(auth, attempt, account, open)
  auth.counts.succeeded.value++
  noteOpened(auth, 'log-in', opened, caller, knownDevice ? 'known' : 'unknown')
  return handOut(auth, opened)
}
