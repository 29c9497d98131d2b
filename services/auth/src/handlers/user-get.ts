import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { findUsers } from '../store/account.ts'

export const userGet: Handler<'user.get', Auth> = async ({ users }, _caller, { db }) => ({
  users: await findUsers(db, users),
})
