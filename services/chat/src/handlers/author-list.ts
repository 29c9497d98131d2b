import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { listHidden } from '../store/hidden.ts'

export const authorList: Handler<'author.list', Chat> = async (_, { user }, { db }) => ({
  users: await listHidden(db, user),
})
