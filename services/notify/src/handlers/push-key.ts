import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { newestKey } from '../store/vapid-keys.ts'

export const pushKey: Handler<'push.key', Context> = async (_, _caller, { db }) => {
  const newest = await newestKey(db)
  if (!newest) throw new Error('there is no key for push')
  return { key: newest.key }
}
