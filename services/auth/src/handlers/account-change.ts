import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { searchKey } from '../rules.ts'
import { findUsers, renameAccount, setFindable } from '../store/account.ts'
import { tellOf } from '../telling.ts'

/** The name that one has already is no change: nobody is told anything, and it is not counted. */
export const accountChange: Handler<'account.change', Auth> = async (input, { user }, { db, attempts }) => {
  const [account] = await findUsers(db, [user])
  if (!account) return fail('SESSION_ENDED')
  if (input.findable) await setFindable(db, user, input.findable)
  const name = input.name?.normalize('NFC') ?? account.name
  if (account.name === name) return account
  await attempts.changeName(user)
  await tellOf(db, user, (tx) => renameAccount(tx, user, name, searchKey(name)))
  return { ...account, name }
}
