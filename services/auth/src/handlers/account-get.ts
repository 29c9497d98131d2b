import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { findAccount } from '../store/account.ts'
import { formerUsernames } from '../store/username.ts'

/** A token may outlive its account for as long as it is valid. */
export const accountGet: Handler<'account.get', Auth> = async (_input, { user }, { db, config }) => {
  const { username, name, createdAt, findable } = (await findAccount(db, user)) ?? fail('SESSION_ENDED')
  const former = await formerUsernames(db, user)
  return { user, username, name, created_at: createdAt.getTime(), findable: findable ?? config.FINDABLE, former }
}
