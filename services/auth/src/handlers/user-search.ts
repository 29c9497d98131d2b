import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { searchKey } from '../rules.ts'
import { findUsersByPrefix } from '../store/account.ts'

const mostFound = 20

export const userSearch: Handler<'user.search', Auth> = async ({ name }, _caller, { db }) => ({
  users: await findUsersByPrefix(db, searchKey(name.toWellFormed()), mostFound),
})
