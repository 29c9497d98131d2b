/** What people do to play together. */
import { uuid7 } from '@parley/client'
import type { PartyState } from '@parley/client/contacts'
import { persist } from './persist.ts'
import type { Person } from './person.ts'
import type { Doing, Scene } from './scene.ts'

/** Two, so that somebody may be in two parties, and each has few. */
const games = ['chess', 'go']
/** Few, so that there is always somebody for whom there is no place. */
const [least, most] = [2, 4]

/** Often by way of two gateways at once: it is one party. */
const make: Doing = async (who, { chance, records }) => {
  const asked = {
    party: uuid7(),
    game: chance.one(games),
    most: chance.whole(least, most),
    access: chance.one(['open', 'open', 'request', 'closed'] as const),
    migrates: chance.happens(0.8),
    ...(chance.happens(0.5) ? { chat: true as const } : {}),
  }
  records.parties.push(asked.party)
  const attempt = () => persist(() => who.ask('party.create', asked))
  await Promise.all([attempt(), ...(chance.happens(0.3) ? [attempt()] : [])])
}

/** One of the last that anybody has made, whether it is over by now or not. */
const someParty = ({ chance, records }: Scene) => {
  const known = records.parties.slice(-6)
  return known.length > 0 ? chance.one(known) : undefined
}

const toSome =
  (work: (party: string, ...of: Parameters<Doing>) => Promise<unknown>): Doing =>
  async (who, scene) => {
    const party = someParty(scene)
    if (party) await work(party, who, scene)
  }

const join = toSome((party, who) => persist(() => who.ask('party.join', { party })))
const request = toSome((party, who) => persist(() => who.ask('party.request', { party })))

/** More than there are places for. */
const rush = toSome((party, _, { people }) =>
  Promise.all(people.map((who) => persist(() => who.ask('party.join', { party })))),
)

/** With one that they are in, as their app shows it by then. */
const inOwn =
  (work: (party: PartyState, ...of: Parameters<Doing>) => Promise<unknown>): Doing =>
  async (who, scene) => {
    const { all } = who.app.together.parties
    if (all.length > 0) await work(scene.chance.one(all), who, scene)
  }

const joinByCode = inOwn(({ code }, _, { chance, people }) => {
  const other = chance.one(people)
  return code === undefined ? Promise.resolve() : persist(() => other.ask('party.join', { code }))
})

const leave = inOwn(({ party }, who) => persist(() => who.ask('party.leave', { party })))
const ready = inOwn(({ party }, who, { chance }) =>
  persist(() => who.ask('party.ready', { party, ready: chance.happens(0.8) })),
)

/** With one that they lead, as it seems. */
const leading = (work: (party: PartyState, who: Person, scene: Scene) => Promise<unknown>): Doing =>
  inOwn(async (party, who, scene) => {
    if (party.leader === who.user) await work(party, who, scene)
  })

const someMember = ({ members }: PartyState, { chance }: Scene): string => chance.one(members).user

const answer = leading(async ({ party, requests }, who, { chance }) => {
  if (requests.length === 0) return
  const user = chance.one(requests)
  await persist(() => who.ask(chance.happens(0.7) ? 'party.admit' : 'party.refuse', { party, user }))
})
const remove = leading((party, who, scene) =>
  persist(() => who.ask('party.remove', { party: party.party, user: someMember(party, scene) })),
)
const lead = leading((party, who, scene) =>
  persist(() => who.ask('party.lead', { party: party.party, user: someMember(party, scene) })),
)
const lock = leading(({ party, locked }, who) => persist(() => who.ask('party.lock', { party, locked: !locked })))
const code = leading(({ party }, who, { chance }) =>
  persist(() => who.ask('party.code', { party, code: chance.happens(0.8) ? 'new' : 'none' })),
)
const change = leading(({ party }, who, { chance }) =>
  persist(() =>
    who.ask('party.change', {
      party,
      most: chance.whole(least, most),
      label: chance.one(['', 'Late', 'معا']),
      attributes: { map: chance.one(['', 'north', 'south']) },
    }),
  ),
)
const check = leading(({ party }, who, { chance }) =>
  persist(() => who.ask('party.check', { party, within_ms: chance.one([1_000, 20_000]) })),
)
const disband = leading(({ party }, who) => persist(() => who.ask('party.disband', { party })))

/** How often, as in `doings`. */
export const doingsInParties: readonly (readonly [Doing, number])[] = [
  [make, 14],
  [join, 30],
  [request, 12],
  [rush, 2],
  [joinByCode, 8],
  [leave, 10],
  [ready, 24],
  [answer, 16],
  [remove, 6],
  [lead, 6],
  [lock, 5],
  [code, 6],
  [change, 8],
  [check, 14],
  [disband, 2],
]
