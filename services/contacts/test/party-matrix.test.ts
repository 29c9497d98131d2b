/** Every command about a party, tried by one of every standing to it: what it answers, and what the party is told. */
import { type CommandOf, commands, type ErrorName, type Input } from '@parley/protocol'
import { expect, test } from 'vitest'
import { newPartyId, type Person, useParties } from './running-parties.ts'

const { ask, ok, crowd, create, told, partyHead } = await useParties()

type Command = Extract<CommandOf<'contacts'>, `party.${string}`>

/** A party that takes requests, with a leader and a member, at which one asks. */
interface Scene {
  readonly party: string
  readonly leader: Person
  readonly member: Person
  readonly asking: Person
  readonly stranger: Person
}

const stage = async (): Promise<Scene> => {
  const [leader, member, asking, stranger] = (await crowd(4)) as [Person, Person, Person, Person]
  const party = await create(leader)
  await ok(member, 'party.join', { party })
  await ok(leader, 'party.change', { party, access: 'request' })
  await ok(asking, 'party.request', { party })
  return { party, leader, member, asking, stranger }
}

/** Who tries it, once they stand so. */
const standings = {
  leader: async ({ leader }: Scene) => leader,
  member: async ({ member }: Scene) => member,
  asking: async ({ asking }: Scene) => asking,
  stranger: async ({ stranger }: Scene) => stranger,
  elsewhere: async ({ stranger }: Scene) => {
    await create(stranger)
    return stranger
  },
  blocked: async ({ leader, stranger }: Scene) => {
    await ok(leader, 'block.add', { user: stranger.user })
    return stranger
  },
  blocking: async ({ leader, stranger }: Scene) => {
    await ok(stranger, 'block.add', { user: leader.user })
    return stranger
  },
} as const
type Standing = keyof typeof standings

/** An error, or the events of the party. */
type Outcome = ErrorName | readonly string[]
type Row = readonly [
  input: (scene: Scene) => object,
  gives: Readonly<Record<'leader' | 'member' | 'other', Outcome>> & Partial<Record<Standing, Outcome>>,
]

const one = ({ party }: Scene) => ({ party })
const theMember = ({ party, member }: Scene) => ({ party, user: member.user })
const whoAsks = ({ party, asking }: Scene) => ({ party, user: asking.user })
const isNot = 'PARTY_NOT_FOUND'
const forLeader = (...events: string[]) => ({ leader: events, member: 'LEADER_ONLY', other: isNot }) as const

const rows: Readonly<Record<Command, Row>> = {
  'party.create': [
    () => ({ party: newPartyId() }),
    { leader: 'IN_A_PARTY', member: 'IN_A_PARTY', elsewhere: 'IN_A_PARTY', other: [] },
  ],
  'party.join': [one, { leader: [], member: [], other: 'PARTY_CLOSED', blocked: isNot, blocking: isNot }],
  'party.request': [
    one,
    {
      leader: [],
      member: [],
      asking: [],
      stranger: ['party.requested'],
      elsewhere: 'IN_A_PARTY',
      other: isNot,
    },
  ],
  'party.admit': [whoAsks, forLeader('party.joined')],
  'party.refuse': [whoAsks, forLeader('party.dismissed')],
  'party.leave': [
    one,
    { leader: ['party.left', 'party.led'], member: ['party.left'], asking: ['party.dismissed'], other: [] },
  ],
  'party.remove': [theMember, forLeader('party.left')],
  'party.lead': [theMember, forLeader('party.led')],
  'party.change': [(scene) => ({ ...one(scene), label: 'Team 🎲', most: 2 }), forLeader('party.changed')],
  'party.lock': [(scene) => ({ ...one(scene), locked: true }), forLeader('party.locked')],
  'party.code': [(scene) => ({ ...one(scene), code: 'new' }), forLeader('party.coded')],
  'party.check': [one, forLeader('party.check_begun', 'party.check_answered')],
  'party.ready': [
    (scene) => ({ ...one(scene), ready: true }),
    { leader: 'PARTY_CHECK_NOT_FOUND', member: 'PARTY_CHECK_NOT_FOUND', other: isNot },
  ],
  'party.get': [one, { leader: [], member: [], other: isNot }],
  'party.search': [() => ({}), { leader: [], member: [], other: [] }],
  'party.disband': [one, forLeader('party.disbanded')],
}

const expected = ([, gives]: Row, standing: Standing): Outcome => gives[standing] ?? gives.other

const outcomeOf = async (command: Command, standing: Standing): Promise<string | readonly string[]> => {
  const scene = await stage()
  const me = await standings[standing](scene)
  const before = await partyHead(scene.party)
  const answer = await ask(me, command, rows[command][0](scene) as Input<Command>)
  const events = await told(scene.party, before)
  if ('ok' in answer) return events
  return events.length === 0 ? answer.error.name : `${answer.error.name}, and told`
}

const own = Object.keys(commands).filter((name) => name.startsWith('party.'))

test('every command about a party has its row', () => {
  expect(Object.keys(rows).toSorted()).toEqual(own.toSorted())
})

test.each(Object.keys(rows) as Command[])(
  '%s answers as its row says, however one stands to the party',
  async (command) => {
    const all = Object.keys(standings) as Standing[]
    const found = await Promise.all(
      all.map(async (standing) => [standing, await outcomeOf(command, standing)] as const),
    )
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(all.map((standing) => [standing, expected(rows[command], standing)])),
    )
  },
)
