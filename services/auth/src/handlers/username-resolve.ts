import { fail } from '@parley/protocol'
import { askOwner, type Handler } from '@parley/service-kit'
import { relationsOwner } from '@parley/wire'
import type { Auth } from '../context.ts'
import { normalUsername } from '../rules.ts'
import { findUsers } from '../store/account.ts'
import { ownerOfUsername } from '../store/username.ts'

/** Of a name that nobody has, contacts are asked all the same: the answer takes as long, and says as much, as of a stranger's. */
export const usernameResolve: Handler<'username.resolve', Auth> = async ({ username }, { user }, { db, bus }) => {
  const owner = (await ownerOfUsername(db, normalUsername(username))) ?? user
  const { contacts } = await askOwner(bus, relationsOwner, 'ties', { user, people: [owner] })
  const [found] = await findUsers(db, contacts)
  return found ?? fail('NOBODY_FOUND')
}
