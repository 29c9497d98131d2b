/** Who exists: the projection of the auth service's outbox. */
import type { EventBody } from '@parley/protocol'
import {
  type ConfigTable,
  type Database,
  followOutbox,
  type Kit,
  type OutboxFollower,
  type Queryable,
  watchFollower,
} from '@parley/service-kit'
import type { chatMetrics } from './metrics.ts'
import { getPeople, type Person, putPeople } from './store/people.ts'

export interface People {
  /** Those of the ids that are somebody. Asks the auth service about ids that are not known here. */
  find(ids: readonly string[]): Promise<Map<string, Person>>
}

type Events = Parameters<Parameters<typeof followOutbox>[0]['apply']>[1]

const apply = async (tx: Queryable, events: Events) => {
  const people = new Map<string, Person>()
  for (const event of events) {
    if (event.ev !== 'account.created') continue
    const { user, name } = event.is as EventBody<'account.created'>
    people.set(user, { id: user, name })
  }
  if (people.size > 0) await putPeople(tx, [...people.values()])
}

export const followPeople = async ({
  bus,
  db,
  log,
  metrics,
  scope,
}: Pick<Kit<ConfigTable, typeof chatMetrics>, 'bus' | 'db' | 'log' | 'metrics' | 'scope'>): Promise<People> => {
  const follower = scope.use(await followOutbox({ owner: 'auth', bus, db, log, apply }))
  watchFollower(metrics, 'auth', follower)
  return { find: (ids) => findPeople(db, ids, follower) }
}

/** Somebody may have signed up a moment ago, and their id be known to a client before the projection knows it. */
const findPeople = async (db: Database, ids: readonly string[], { look }: OutboxFollower) => {
  const known = await getPeople(db, ids)
  const unknown = ids.filter((id) => !known.has(id))
  if (unknown.length === 0) return known
  await look(unknown.map((id) => `auth/user/${id}`))
  return getPeople(db, ids)
}
