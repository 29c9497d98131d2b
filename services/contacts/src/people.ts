/** Who exists: the projection of the auth service. */
import { type ConfigTable, type Kit, newestOf, type Told } from '@parley/service-kit'
import { isKnown, putPeople } from './store/people.ts'

export interface People {
  /** Whether this id is somebody. Asks the auth service about one that is not known here. */
  exists(id: string): Promise<boolean>
}

/** When somebody signed up, where that is among what is told. */
const sinceOf = (told: readonly Told<'account.created' | 'account.changed'>[], user: string): number | undefined =>
  told.find(({ ev, is }) => ev === 'account.created' && is.user === user)?.at

export const followPeople = async ({ project, db }: Pick<Kit<ConfigTable>, 'project' | 'db'>): Promise<People> => {
  const follower = await project({
    owner: 'auth',
    name: 'people',
    version: 2,
    kinds: ['account.created', 'account.changed'],
    apply: (tx, told) =>
      putPeople(
        tx,
        newestOf(told).map(({ is, at }) => ({
          id: is.user,
          at: sinceOf(told, is.user) ?? at,
          guest: is.guest === true,
        })),
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
