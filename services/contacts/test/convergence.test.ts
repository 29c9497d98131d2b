/** Whatever three people do to each other at once: what each was told before, and the events after that, are what they are told afresh. */
import { randomUUID } from 'node:crypto'
import { type EventFrame, type Output, events as table } from '@parley/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold, type Known, untimed } from './fold.ts'
import { type Person, useContacts } from './running-contacts.ts'

/** `RUNS=500 SEED=7 npm test -- services/contacts/test/convergence` does more, and what that seed says. */
const numRuns = Number(process.env.RUNS ?? 25)
const seed = Number(process.env.SEED ?? 1)

const { ask, ok, crowd, events, listOf } = await useContacts({ CONTACTS_PER_ACCOUNT: '2', BLOCKED_PER_ACCOUNT: '1' })

/** The last ones, by whomever. */
const invitations: string[] = []
const inviting = (user: string, n: number) => {
  const invitation = randomUUID()
  invitations.unshift(invitation)
  return { user, invitation, ...(n % 2 ? { game: 'chess', payload: 'שלום' } : {}) }
}
const answering = (_: string, n: number) => ({ invitation: invitations[n] ?? randomUUID() })

/** Mostly that of all. */
const gameOf = (n: number) => (n > 2 ? { game: n % 2 ? 'go' : 'chess' } : {})

const deeds = {
  'contact.request': (user: string, n: number) => ({
    user,
    id: randomUUID(),
    ...(n % 2 ? { note: `Hello ${n}` } : {}),
    ...gameOf(n),
  }),
  'contact.accept': (user: string) => ({ user }),
  'contact.decline': (user: string) => ({ user }),
  'contact.cancel': (user: string) => ({ user }),
  'contact.remove': (user: string, n: number) => ({ user, ...gameOf(n) }),
  'contact.change': (user: string, n: number) => ({
    user,
    memo: n % 3 ? `M${n}` : '',
    labels: n % 2 ? ['A', 'B'] : ['A'],
  }),
  'label.change': (_: string, n: number) => ({ label: 'A', name: ['', 'B', 'C'][n % 3] }),
  'block.add': (user: string) => ({ user }),
  'block.remove': (user: string) => ({ user }),
  'restriction.add': (user: string) => ({ user }),
  'restriction.remove': (user: string) => ({ user }),
  'invitation.send': inviting,
  'invitation.ask': inviting,
  'invitation.accept': answering,
  'invitation.decline': answering,
  'invitation.cancel': answering,
  'privacy.set': (_: string, n: number) => ({ contact: ['everyone', 'nobody', 'contacts_of_contacts'][n % 3] }),
} as const
type Deed = keyof typeof deeds

const often: Deed[] = [
  'label.change',
  'contact.request',
  'contact.request',
  'contact.request',
  'contact.accept',
  'contact.change',
  'block.remove',
]
const deed = fc.constantFrom(...(Object.keys(deeds) as Deed[]), ...often)
const steps = fc.array(fc.array(fc.tuple(deed, fc.nat(2), fc.nat(1), fc.nat(5)), { minLength: 1, maxLength: 4 }), {
  minLength: 6,
  maxLength: 14,
})

/** One after the other, of everything something. */
const everything: [Deed, number, number, number][][] = (
  [
    ['contact.request', 0, 0, 1],
    ['contact.accept', 1, 1, 0],
    ['contact.change', 0, 0, 1],
    ['label.change', 0, 0, 2],
    ['contact.remove', 0, 0, 0],
    ['contact.request', 0, 0, 4],
    ['contact.accept', 1, 1, 0],
    ['contact.request', 0, 0, 5],
    ['contact.remove', 1, 1, 4],
    ['contact.remove', 0, 0, 5],
    ['contact.request', 0, 0, 1],
    ['contact.decline', 1, 1, 0],
    ['contact.request', 0, 0, 1],
    ['contact.cancel', 0, 0, 0],
    ['block.add', 0, 0, 0],
    ['block.remove', 0, 0, 0],
    ['restriction.add', 0, 0, 0],
    ['restriction.remove', 0, 0, 0],
    ['invitation.send', 0, 0, 1],
    ['invitation.decline', 1, 1, 0],
    ['invitation.ask', 0, 0, 0],
    ['invitation.accept', 1, 1, 0],
    ['invitation.send', 0, 0, 0],
    ['invitation.cancel', 0, 0, 0],
    ['privacy.set', 0, 0, 1],
  ] as const
).map((one) => [[...one]])

interface Stand extends Known {
  readonly head: number
}

const stand = async (person: Person): Promise<Stand> => {
  for (;;) {
    const { head: before, epoch: _, ...privacy } = await ok(person, 'privacy.get', {})
    const { people, head } = await listOf(person, 1)
    const open = await ok(person, 'invitation.list', {})
    if (before === head && open.head === head && (await ok(person, 'privacy.get', {})).head === head)
      return {
        head,
        privacy,
        people: new Map(people.map((row) => [row.user, row])),
        invitations: new Map(open.invitations.map((one) => [one.invitation, untimed(one)])),
      }
  }
}

const comparable = ({ people, privacy, invitations: open }: Known) => ({
  privacy,
  people: Object.fromEntries(people),
  invitations: Object.fromEntries(open),
})

const after = async (person: Person, { head, ...known }: Stand): Promise<Known> =>
  (await events(person, head)).reduce((now: Known, event: EventFrame) => fold(now, event, person.user), known)

type Row = Output<'contact.list'>['people'][number]

/** A contact is one for both, and whoever received a request knows who sent it. */
const expectMutual = (all: readonly Person[], known: readonly Stand[]) => {
  const of = (one: number, other: number): Row | undefined => known[one]?.people.get(all[other]?.user as string)
  for (const one of all.keys())
    for (const other of all.keys()) {
      const [mine, theirs] = [of(one, other), of(other, one)]
      if (mine?.stands === 'contact') expect(theirs?.stands).toBe('contact')
      if (mine?.stands === 'received') expect(theirs?.stands).toBe('sent')
      if (mine?.blocked) expect([mine.stands, theirs?.stands === 'contact']).toEqual([undefined, false])
    }
}

const seen = new Set<string>()

test('what people are told, and what happens after it, is what they are told then', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), async (rounds, begin) => {
      const all = await crowd(3)
      let told = await Promise.all(all.map(stand))
      for (const [place, round] of rounds.entries()) {
        if (place === begin % rounds.length) told = await Promise.all(all.map(stand))
        await Promise.all(
          round.map(([what, who, whom, n]) => {
            const other = all[(who + 1 + whom) % all.length] as Person
            return ask(all[who] as Person, what, deeds[what](other.user, n) as never)
          }),
        )
      }
      const fresh = await Promise.all(all.map(stand))
      for (const [place, person] of all.entries()) {
        const grown = await after(person, told[place] as Stand)
        expect(comparable(grown)).toEqual(comparable(fresh[place] as Stand))
        for (const { ev } of await events(person)) seen.add(ev)
      }
      expectMutual(all, fresh)
    }),
    { numRuns, seed, examples: [[everything, 0]] },
  )
  const own = Object.entries(table).flatMap(([name, { stream }]) => (stream === 'contacts/user' ? [name] : []))
  // Parties have a test of their own, and an invitation goes along with them; time ends one as people do.
  const other = (name: string) => name.startsWith('party.') || /^invitation\.(expired|carried)$/.test(name)
  expect([...seen].toSorted()).toEqual(own.filter((name) => !other(name)).toSorted())
})
