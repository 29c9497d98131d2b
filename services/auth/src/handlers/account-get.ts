import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { findAccount } from '../store/account.ts'
import { findClosing } from '../store/closing.ts'

/** A token may outlive its account for as long as it is valid. */
export const accountGet: Handler<'account.get', Auth> = async (_input, { user }, { db }) => {
  const account = (await findAccount(db, user)) ?? fail('SESSION_ENDED')
  const closing = await findClosing(db, user)
  return {
    user,
    username: account.username,
    name: account.name,
    created_at: account.createdAt.getTime(),
    ...(closing ? { closing: { at: closing.due.getTime(), messages: closing.messages } } : {}),
  }
}
