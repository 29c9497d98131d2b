/** An account, as it is made and told to others. */
import { randomUUID } from 'node:crypto'
import { fail } from '@parley/protocol'
import type { Transaction } from '@parley/service-kit'
import { noPassword } from './passwords.ts'
import { searchKey } from './rules.ts'
import { insertAccount } from './store/account.ts'
import { takeUsername } from './store/username.ts'

export interface NewPerson {
  readonly username: string
  readonly name: string
  /** Not given: it has no password. */
  readonly passwordHash?: string
  readonly signUpKey?: Buffer | null
  readonly guest?: boolean
}

/** Its id. Fails with USERNAME_TAKEN. */
export const makeAccount = async (
  tx: Transaction,
  { username, name: given, passwordHash = noPassword, signUpKey = null, guest = false }: NewPerson,
): Promise<string> => {
  const id = randomUUID()
  const name = given.normalize('NFC')
  await insertAccount(tx, { id, name, searchKey: searchKey(name), passwordHash, signUpKey, guest })
  if (!(await takeUsername(tx, username, id))) fail('USERNAME_TAKEN')
  tx.emit(await tx.createStream('auth/user', id), 'account.created', id, { user: id, name, ...(guest && { guest }) })
  return id
}
