/** What people do with each other. */
import { uuid7 } from '@parley/client'
import type { Relation } from '@parley/client/contacts'
import { persist } from './persist.ts'
import type { Person } from './person.ts'
import type { Doing, Scene } from './scene.ts'

type Stands = NonNullable<Relation['stands']>

const toSomebody =
  (work: (other: string, who: Person, scene: Scene) => Promise<unknown>): Doing =>
  async (who, scene) => {
    const { user } = scene.chance.one(scene.people)
    if (user !== who.user) await work(user, who, scene)
  }

/** By way of two gateways, often with the same id: it is one request. */
const request = toSomebody((user, who, { chance }) => {
  const id = uuid7()
  const ask = (note: string) => persist(() => who.ask('contact.request', { user, id, note }))
  return Promise.all([ask('One'), ...(chance.happens(0.4) ? [ask('Two')] : [])])
})

/** With one of those who stand so with them, as their app shows it by then: the other may have done something at the same moment. */
const toOneWho =
  (stands: Stands, work: (other: string, who: Person, scene: Scene) => Promise<unknown>): Doing =>
  async (who, scene) => {
    const all = [...who.app.together.contacts.all.values()].filter((one) => one.stands === stands)
    if (all.length > 0) await work(scene.chance.one(all).user, who, scene)
  }

const accept = toOneWho('received', (user, who) => persist(() => who.ask('contact.accept', { user })))
const decline = toOneWho('received', (user, who) => persist(() => who.ask('contact.decline', { user })))
const cancel = toOneWho('sent', (user, who) => persist(() => who.ask('contact.cancel', { user })))
const remove = toOneWho('contact', (user, who) => persist(() => who.ask('contact.remove', { user })))
const restrict = toSomebody((user, who) => persist(() => who.ask('restriction.add', { user })))
const lift = toSomebody((user, who) => persist(() => who.ask('restriction.remove', { user })))

const keep = toOneWho('contact', (user, who, { chance }) =>
  persist(() => who.ask('contact.change', { user, favourite: chance.happens(0.5), labels: [chance.one(['A', 'B'])] })),
)

const rename: Doing = (who, { chance }) =>
  persist(() => who.ask('label.change', { label: chance.one(['A', 'B']), name: chance.one(['A', 'B', '']) }))

/** How often, as in `doings`. */
export const doingsWithContacts: readonly (readonly [Doing, number])[] = [
  [request, 40],
  [accept, 30],
  [decline, 8],
  [cancel, 6],
  [remove, 8],
  [restrict, 3],
  [lift, 3],
  [keep, 8],
  [rename, 2],
]
