/** How apps show that their users stand with each other. */
import { isDeepStrictEqual } from 'node:util'
import type { Parley } from '@parley/client'
import { contactsOf, type Relation } from '@parley/client/contacts'
import { eventually } from '../../setup/eventually.ts'
import { connect } from '../../setup/sdk.ts'
import type { Person } from './person.ts'

type Shown = ReadonlyMap<string, Relation>

/** What another app of theirs shows that has just come. */
const showAfresh = async (url: string, { token }: Person): Promise<Shown> => {
  const parley: Parley = await connect(url, { token })
  try {
    const contacts = contactsOf(parley)
    let isReady = false
    void contacts.ready.then(() => {
      isReady = true
    })
    await eventually('it is told of its contacts', () => isReady)
    return contacts.all
  } finally {
    await parley.close()
  }
}

/** What the other is to see of a request or a contact. */
const counterpart = { contact: ['contact'], sent: ['received', undefined], received: ['sent'] } as const

/** Whoever blocked somebody when they asked was told of no request and is not later, and they do not know. */
const doNotFit = (mine: Relation | undefined, theirs: Relation | undefined): boolean => {
  if (mine?.stands === undefined) return false
  const fitting: readonly Relation['stands'][] = counterpart[mine.stands]
  return !fitting.includes(theirs?.stands)
}

/** Whether apps show what new ones do, and each of two what goes with what the other is shown. */
export const mistoldContacts = async (url: string, people: readonly Person[]): Promise<string[]> => {
  const told = await Promise.all(people.map((person) => showAfresh(url, person)))
  const shown = await Promise.all(
    people.map((person, place) =>
      eventually('it shows the same', () => isDeepStrictEqual(person.app.contacts(), told[place])).then(
        () => [],
        () => [`${person.app.name} shows other contacts than an app of ${person.name} that has just come`],
      ),
    ),
  )
  const pairs = people.flatMap((one, place) =>
    people.flatMap((other, at) =>
      doNotFit(told[place]?.get(other.user), told[at]?.get(one.user))
        ? [`${one.name} and ${other.name} are told different things of how they stand`]
        : [],
    ),
  )
  return [...shown.flat(), ...pairs]
}
