import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import type { Shown } from '../presences.ts'
import { bodyOf } from '../telling.ts'

const neverThere: Shown = { version: 0, shown: '"state":"offline"' }

export const presenceList: Handler<'presence.list', Context> = async ({ users }, { user }, context) => {
  const { presences, mayWatch } = context
  // Asked for all, so that it takes as long for those who may not be seen.
  const [may, shown] = await Promise.all([mayWatch(user, users), presences.read(users.map((one) => ({ user: one })))])
  return {
    people: users.map((one, place) => ({ user: one, ...bodyOf((may.has(one) && shown[place]) || neverThere) })),
  }
}
