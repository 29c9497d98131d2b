/** How apps show that their users stand with each other, play together, and are told things. */
import { isDeepStrictEqual } from 'node:util'
import type { Relation } from '@parley/client/contacts'
import { eventually } from '../../setup/eventually.ts'
import { connect } from '../../setup/sdk.ts'
import type { Person } from './person.ts'
import { keepTogether, knownToBoth, showTogether } from './shown-together.ts'

type Shown = ReadonlyMap<string, Relation>
type Part = keyof ReturnType<typeof showTogether>

const parts: readonly Part[] = ['contacts', 'parties', 'invitations', 'notifications', 'unread']

interface Told {
  readonly contacts: Shown
  readonly complaints: readonly string[]
}

/** Beside another app of theirs that has just come, until both show the same: some of it changes by the clock. */
const compare = async (url: string, { name, token, app }: Person): Promise<Told> => {
  const parley = await connect(url, { token })
  try {
    const fresh = keepTogether(parley)
    const isReady = Promise.all(
      [fresh.contacts, fresh.parties, fresh.invitations, fresh.inbox].map(({ ready }) => ready),
    )
    let isTold = false
    void isReady.then(() => {
      isTold = true
    })
    await eventually('it is told of everything', () => isTold)
    const apart = () => {
      const notified = knownToBoth(app.together, fresh)
      const [mine, theirs] = [app.together, fresh].map((one) => showTogether(one, notified))
      return parts.filter((part) => !isDeepStrictEqual(mine?.[part], theirs?.[part]))
    }
    await eventually('it shows the same', () => apart().length === 0).catch(() => {})
    const complaints = apart().map(
      (part) => `${app.name} shows other ${part} than an app of ${name} that has just come`,
    )
    return { contacts: fresh.contacts.all, complaints }
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
  const told = await Promise.all(people.map((person) => compare(url, person)))
  const pairs = people.flatMap((one, place) =>
    people.flatMap((other, at) =>
      doNotFit(told[place]?.contacts.get(other.user), told[at]?.contacts.get(one.user))
        ? [`${one.name} and ${other.name} are told different things of how they stand`]
        : [],
    ),
  )
  return [...told.flatMap(({ complaints }) => complaints), ...pairs]
}
