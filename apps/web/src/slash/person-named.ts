/** Finding the person that somebody means by a name. */

interface Named {
  readonly user: string
  readonly name: string
}

const plain = (name: string): string => name.normalize('NFKC').trim().toLowerCase()

/** `@Ann Lee`, `"Ann Lee"` and `ann lee` are one. */
export const nameIn = (given: string): string => plain(given.replace(/^@/, '').replace(/^"(.*)"$/, '$1'))

/** The ids of those who are called so. */
export const peopleNamed = (people: readonly Named[], given: string): string[] => {
  const wanted = nameIn(given)
  return people.filter(({ name }) => plain(name) === wanted).map(({ user }) => user)
}
