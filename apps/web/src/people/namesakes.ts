/** Two of one name are told apart by a short tag, where they stand in one list. */
import type { Person } from '@parley/client'

/** The end of an id is random: among a thousand of one name two have the same tag once in thirty times. */
export const personTag = (user: string): string => `#${user.slice(-6)}`

const folded = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/[\p{M}\s]/gu, '')
    .toLowerCase()

/** The tags of those who share a name with another of them, in whatever case or form, by their ids. */
export const namesakesOf = (people: readonly Pick<Person, 'user' | 'name'>[]): ReadonlyMap<string, string> => {
  const byName = Map.groupBy(new Map(people.map((person) => [person.user, person])).values(), ({ name }) =>
    folded(name),
  )
  return new Map(
    [...byName.values()].flatMap((same) =>
      same.length > 1 ? same.map(({ user }) => [user, personTag(user)] as const) : [],
    ),
  )
}
