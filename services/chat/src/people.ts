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
import type { Renames } from './renames.ts'
import { isErased } from './store/erasing.ts'
import { getPeopleTold, type Person, peopleKinds, putPeople, type ToldPerson } from './store/people.ts'

export interface People {
  /** Those of the ids that are somebody. Asks the auth service about ids that are not known here. */
  find(ids: readonly string[]): Promise<Map<string, Person>>
}

type Kind = (typeof peopleKinds)[number]

/** When somebody signed up, where that is among what is told. */
const sinceOf = (told: readonly Told<Kind>[], user: string): number | null =>
  told.find(({ ev, is }) => ev === 'account.created' && is.user === user)?.at ?? null

/** Gives what is left to do of those who had another name or profile here before. */
const apply = async (tx: Queryable, told: readonly Told<Kind>[], renames: Renames) => {
  const people = newestOf(told).map(({ is, epoch, seq }) => ({
    id: is.user,
    name: is.name,
    profile: is.profile ?? null,
    picture: is.picture ?? null,
    since: sinceOf(told, is.user),
    guest: is.guest === true,
    program: is.program === true,
    epoch,
    seq,
  }))
  const before = await getPeopleTold(
    tx,
    people.map(({ id }) => id),
  )
  await putPeople(tx, people)
  const renamed = people.filter(({ id, name, profile }) => {
    const known = before.get(id)
    return known && !isErased(known) && (known.name !== name || (profile !== null && known.profile !== profile))
  })
  return () => {
    for (const { id } of renamed) renames.note(id)
  }
}

export const followPeople = async (
  { project, db }: Pick<Kit<ConfigTable>, 'project' | 'db'>,
  renames: Renames,
): Promise<People> => {
  const follower = await project({
    owner: 'auth',
    name: 'people',
    version: 4,
    kinds: peopleKinds,
    apply: (tx, told) => apply(tx, told, renames),
  })
  return { find: (ids) => findPeople(db, ids, follower) }
}

/** Somebody may have signed up a moment ago, and their id be known to a client before the projection knows it. */
const findPeople = async (db: Database, ids: readonly string[], { look }: Follower) => {
  const known = await getPeopleTold(db, ids)
  const unknown = ids.filter((id) => !known.has(id))
  if (unknown.length === 0) return thereOf(known)
  await look(unknown.map((id) => `auth/user/${id}`))
  return thereOf(await getPeopleTold(db, ids))
}

/** Whose account is closed is nobody any more. */
const thereOf = (known: ReadonlyMap<string, ToldPerson>): Map<string, Person> =>
  new Map([...known].filter(([, person]) => !isErased(person)))
