/** Who exists: the projection of the auth service. */
import type { ConfigTable, Kit } from '@parley/service-kit'
import { isKnown, putPeople } from './store/people.ts'

export interface People {
  /** Whether this id is somebody. Asks the auth service about one that is not known here. */
  exists(id: string): Promise<boolean>
}

export const followPeople = async ({ project, db }: Pick<Kit<ConfigTable>, 'project' | 'db'>): Promise<People> => {
  const follower = await project({
    owner: 'auth',
    name: 'people',
    version: 1,
    kinds: ['account.created'],
    apply: (tx, told) =>
      putPeople(
        tx,
        told.map(({ is, at }) => ({ id: is.user, at })),
      ),
  })
  return {
    // Somebody may have signed up a moment ago, and their id be known to a client before it is known here.
    exists: async (id) => {
      if (await isKnown(db, id)) return true
      await follower.look([`auth/user/${id}`])
      return isKnown(db, id)
    },
  }
}
