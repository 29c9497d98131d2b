import { randomUUID } from 'node:crypto'
import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { searchKey } from '../rules.ts'
import { handOut, openSession } from '../sessions.ts'
import { insertAccount, takeUsername } from '../store/account.ts'

export const accountCreate: Handler<'account.create', Auth> = async (input, caller, auth) => {
  await auth.attempts.signUp(caller.address)
  const passwordHash = await auth.passwords.hash(input.password)
  const id = randomUUID()
  const name = input.name.normalize('NFC')
  const opened = await auth.db.transaction(async (tx) => {
    await insertAccount(tx, { id, name, searchKey: searchKey(name), passwordHash })
    if (!(await takeUsername(tx, input.username, id))) fail('USERNAME_TAKEN')
    tx.emit(await tx.createStream('auth/user', id), 'account.created', id, { user: id, name })
    return openSession(tx, auth, id, caller, input.device)
  })
  return handOut(auth, opened)
}
