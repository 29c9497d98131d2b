import type { PartyState } from '@parley/client/contacts'
import { expect, test } from 'vitest'
import { endOf } from './deadline.ts'
import { cardText, leftText, mayInvite, memberText, titleOf } from './party-text.ts'

const party: PartyState = {
  party: 'p',
  most: 2,
  access: 'request',
  leader: 'ann',
  attributes: {},
  migrates: true,
  locked: false,
  members: [{ user: 'ann', joined: 1 }],
  requests: [],
}

test.each([
  [{ label: 'Dragons' }, 'Dragons'],
  [{}, 'Party of Ann'],
  [{ game: 'chess' }, 'chess, party of Ann'],
])('a party is called what it is labelled, or by its leader: %j', (party, title) => {
  expect(titleOf(party, 'Ann')).toBe(title)
})

test('of a member is said who leads, and in a ready check who is ready; of who is away not', () => {
  const check = { ends_at: 1, ends_in_ms: 1 }
  expect(memberText({ user: 'ann', joined: 1 }, party)).toBe('Leader')
  expect(memberText({ user: 'bob', joined: 2 }, party)).toBe('')
  expect(memberText({ user: 'ann', joined: 1, ready: true }, { ...party, check })).toBe('Leader · Ready')
  expect(memberText({ user: 'bob', joined: 2, ready: false }, { ...party, check })).toBe('Not ready')
  expect(memberText({ user: 'bob', joined: 2 }, { ...party, check })).toBe('Has not answered')
  expect(memberText({ user: 'bob', joined: 2, away: true }, { ...party, check })).toBe('Away')
})

test.each([
  ['its leader into one that has room', party, 'ann', true],
  ['a member as well', party, 'bob', true],
  ['its leader into a closed one', { ...party, access: 'closed' as const }, 'ann', true],
  ['no other member into a closed one', { ...party, access: 'closed' as const }, 'bob', false],
  ['nobody into a locked one', { ...party, locked: true }, 'ann', false],
  ['nobody into a full one', { ...party, most: 1 }, 'ann', false],
])('who may invite: %s', (_, party, me, may) => {
  expect(mayInvite(party, me)).toBe(may)
})

test.each([
  [0, '0 s'],
  [59, '59 s'],
  [61, '2 min'],
  [3_600, '1 h'],
  [90_000, '2 days'],
])('%i seconds are said as %s', (seconds, said) => {
  expect(leftText(seconds)).toBe(said)
})

test('what waits ends so long after it came, however late its end is asked for again', () => {
  const check = { ends_in_ms: 20_000 }
  expect(endOf(check, 1_000)).toBe(21_000)
  expect(endOf(check, 9_000)).toBe(21_000)
  expect(endOf({ expires_in_ms: 20_000 }, 9_000)).toBe(29_000)
})

test('of a card is said how many places are left, or why there are none', () => {
  const card = { state: 'open', places: 3, taken: 1 } as const
  const texts = [
    cardText(card, 60),
    cardText({ ...card, places: 1, taken: 0 }, 60),
    cardText(card, 0),
    cardText({ ...card, state: 'full' }, 60),
    cardText({ ...card, state: 'cancelled' }, 60),
    cardText({ ...card, state: 'full', accepted: true }, 0),
  ]
  expect(texts).toEqual([
    '2 of 3 places left',
    'One place',
    'It is over',
    'All places are taken',
    'It was taken back',
    'You play along',
  ])
})
