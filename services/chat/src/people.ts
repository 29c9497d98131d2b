/** Who exists: the projection of the auth service. */
import {
  type ConfigTable,
  type Database,
  type Follower,
  type Kit,
  newestOf,
  type Queryable,
  type Told,
} from '@parley/service-kit'
import { getPeople, type Person, putPeople } from './store/people.ts'

export interface People {
  /** Those of the ids that are somebody. Asks the auth service about ids that are not known here. */
  find(ids: readonly string[]): Promise<Map<string, Person>>
}

const apply = async (tx: Queryable, told: readonly Told<'account.created'>[]) => {
  await putPeople(
    tx,
    newestOf(told).map(({ is, epoch, seq }) => ({ id: is.user, name: is.name, epoch, seq })),
  )
}

export const followPeople = async ({ project, db }: Pick<Kit<ConfigTable>, 'project' | 'db'>): Promise<People> => {
  const kinds = ['account.created'] as const
  const follower = await project({ owner: 'auth', name: 'people', version: 1, kinds, apply })
  return { find: (ids) => findPeople(db, ids, follower) }
}

/** Somebody may have signed up a moment ago, and their id be known to a client before the projection knows it. */
const findPeople = async (db: Database, ids: readonly string[], { look }: Follower) => {
  const known = await getPeople(db, ids)
  const unknown = ids.filter((id) => !known.has(id))
  if (unknown.length === 0) return known
  await look(unknown.map((id) => `auth/user/${id}`))
  return getPeople(db, ids)
}
