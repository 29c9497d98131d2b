import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { neverThere } from '../presences.ts'
import { bodyOf } from '../telling.ts'

export const presenceList: Handler<'presence.list', Context> = async ({ users }, { user }, { presences, mayWatch }) => {
  // Asked for all, so that it takes as long for those who may not be seen.
  const [may, shown] = await Promise.all([
    mayWatch(users.map((person) => ({ reader: user, person }))),
    presences.read(users.map((one) => ({ user: one }))),
  ])
  return {
    people: users.map((one, place) => ({ user: one, ...bodyOf((may[place] && shown[place]) || neverThere) })),
  }
}
