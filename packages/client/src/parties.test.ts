import type { EventFrame, Output } from '@parley/protocol'
import { expect, test } from 'vitest'
import { systemClock } from './clock.ts'
import { Parties } from './parties.ts'
import { type PartyState, partyAfter } from './party-state.ts'
import type { RoomsOwner } from './rooms.ts'

const me = '00000000-0000-4000-8000-000000000000'
const [ann, bob] = ['0000000a-0000-4000-8000-000000000000', '0000000b-0000-4000-8000-000000000000']
const party = '01990000-0000-7000-8000-000000000000'
const on = `contacts/party/${party}`
const epoch = 1

const state: PartyState = {
  party,
  most: 8,
  access: 'open',
  leader: me,
  attributes: { map: 'a' },
  migrates: true,
  locked: false,
  members: [{ user: me, joined: 2 }],
  requests: [],
}
const event = (seq: number, ev: string, is: object, stream = on): EventFrame => ({
  on: stream,
  seq,
  ev,
  by: me,
  at: seq,
  is: is as EventFrame['is'],
})

test('each event of a party changes what it says, and one of a later release nothing', () => {
  const check = { ends_at: 9, ends_in_ms: 1 }
  const steps: [string, object, Partial<PartyState>][] = [
    ['party.requested', { user: ann }, { requests: [ann] }],
    ['party.joined', { user: ann }, { requests: [], members: [state.members[0] as never, { user: ann, joined: 2 }] }],
    ['party.requested', { user: bob }, { requests: [bob] }],
    ['party.dismissed', { user: bob }, { requests: [] }],
    [
      'party.changed',
      { label: 'L', most: 3, attributes: { map: '', mode: 'b' } },
      { label: 'L', most: 3, attributes: { mode: 'b' } },
    ],
    ['party.changed', { label: '' }, { label: undefined as never }],
    ['party.coded', { code: 'K7Q2M9XC' }, { code: 'K7Q2M9XC' }],
    ['party.coded', {}, { code: undefined as never }],
    ['party.locked', { locked: true }, { locked: true }],
    ['party.led', { user: ann }, { leader: ann }],
    ['party.check_begun', check, { check }],
    [
      'party.check_answered',
      { user: ann, ready: true },
      { members: [state.members[0] as never, { user: ann, joined: 2, ready: true }] },
    ],
    [
      'party.away',
      { user: me, away: true },
      {
        members: [
          { user: me, joined: 2, away: true },
          { user: ann, joined: 2, ready: true },
        ],
      },
    ],
    [
      'party.check_ended',
      { ready: false },
      {
        check: undefined as never,
        members: [
          { user: me, joined: 2, away: true },
          { user: ann, joined: 2 },
        ],
      },
    ],
    [
      'party.away',
      { user: me, away: false },
      {
        members: [
          { user: me, joined: 2 },
          { user: ann, joined: 2 },
        ],
      },
    ],
    ['party.left', { user: ann, why: 'left' }, { members: state.members }],
  ]
  let now = state
  let expected = state
  for (const [ev, is, change] of steps) {
    now = partyAfter(now, event(2, ev, is))
    expected = { ...expected, ...change }
    expect(now, ev).toEqual(expected)
  }
  expect(partyAfter(now, event(2, 'party.of_a_later_release', { user: ann }))).toBe(now)
})

/** Parties whose questions the test answers. */
const begin = (followed?: readonly string[]) => {
  const asked: {
    readonly command: string
    readonly answer: (answer: object) => void
    readonly refuse: (why: unknown) => void
  }[] = []
  const owner = {
    user: me,
    isEnded: false,
    clock: systemClock,
    random: () => 0,
    pause: async () => {},
    changed: () => {},
    report: () => {},
    call: (command: string) =>
      new Promise((answer, refuse) => {
        asked.push({ command, answer, refuse })
      }),
  } as unknown as RoomsOwner
  const parties = new Parties(owner, followed)
  const tell = async (head: number, more: Partial<PartyState> = {}) => {
    const answer: Output<'party.get'> = { on, epoch, head, ...state, ...more }
    asked.shift()?.answer(answer)
    await new Promise((resolve) => setTimeout(resolve))
  }
  return { parties, asked, tell }
}

test('what happens while a party is read is taken in once, and whoever is out of it meanwhile is not in it', async () => {
  const { parties, asked, tell } = begin([on])
  parties.apply(event(3, 'party.joined', { user: ann }))
  parties.apply(event(4, 'party.joined', { user: bob }))
  await tell(3, { members: [...state.members, { user: ann, joined: 3 }] })
  await parties.ready
  expect(parties.of()?.members.map(({ user }) => user)).toEqual([me, ann, bob])
  parties.apply(event(4, 'party.joined', { user: bob }))
  expect(parties.get(party)?.members).toHaveLength(3)
  parties.apply(event(5, 'party.left', { user: me, why: 'removed' }))
  expect(parties.all).toEqual([])
  parties.apply(event(9, 'party.entered', { party, on, epoch, head: 7, floor: 0 }, `contacts/user/${me}`))
  expect(asked.map(({ command }) => command)).toEqual(['party.get'])
  parties.apply(event(8, 'party.disbanded', {}))
  await tell(7)
  expect(parties.all).toEqual([])
})

test('a party that is followed no longer is known no longer, and one whose stream begins anew is read again', async () => {
  const { parties, asked, tell } = begin()
  const followed = { on, epoch, head: 2, floor: 0, read: 2, unread: 0, from: 2 }
  parties.greet([followed], new Map([[on, 'new']]))
  await tell(2)
  await parties.ready
  parties.greet([followed], new Map())
  expect(asked).toEqual([])
  parties.reset({ on, reset: { epoch: 2, head: 1, floor: 0 } })
  await tell(1, { label: 'anew' })
  expect(parties.get(party)?.label).toBe('anew')
  parties.greet([], new Map())
  expect(parties.get(party)).toBeUndefined()
})
