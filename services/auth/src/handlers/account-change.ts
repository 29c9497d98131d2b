import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { searchKey } from '../rules.ts'
import { findUsers, renameAccount } from '../store/account.ts'

/** The name that one has already is no change: nobody is told anything, and it is not counted. */
export const accountChange: Handler<'account.change', Auth> = async (input, { user }, { db, attempts }) => {
  const name = input.name.normalize('NFC')
  const [account] = await findUsers(db, [user])
  if (!account) return fail('SESSION_ENDED')
  if (account.name === name) return account
  await attempts.changeName(user)
  await db.transaction(
    async (tx) => {
      await tx.ensureStreams('auth/user', [user])
      const stream = (await tx.lock([user])).of('auth/user', user)
      if (await renameAccount(tx, user, name, searchKey(name))) tx.emit(stream, 'account.changed', user, { user, name })
    },
    { account: user },
  )
  return { user, name }
}
