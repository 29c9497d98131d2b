import { describe, expect, test } from 'vitest'
import { type Absence, checkOutcome, type Entering, heirOf, judgeAbsence, judgeEntry, mayBring } from './party-rules.ts'

const room = { count: 1, most: 2 }
const full = { count: 2, most: 2 }
const stranger: Entering = {
  way: 'id',
  isIn: false,
  isBlocked: false,
  party: { access: 'open', locked: false },
  members: room,
  isElsewhere: false,
  parties: room,
}
const by = (way: Entering['way'], access: Entering['party']['access'], locked = false) => ({
  way,
  party: { access, locked },
})

describe('whoever comes to a party', () => {
  test.each<[string, Partial<Entering>, string]>([
    ['knows of an open one', {}, 'enter'],
    ['knows of one that takes requests', by('id', 'request'), 'PARTY_CLOSED'],
    ['knows of a closed one', by('id', 'closed'), 'PARTY_CLOSED'],
    ['has the code of an open one', by('code', 'open'), 'enter'],
    ['has the code of a closed one', by('code', 'closed'), 'enter'],
    ['has the code of a locked one', by('code', 'open', true), 'PARTY_LOCKED'],
    ['asks at an open one', by('request', 'open'), 'enter'],
    ['asks at one that takes requests', by('request', 'request'), 'ask'],
    ['asks at a closed one', by('request', 'closed'), 'PARTY_CLOSED'],
    ['asks at a locked one', by('request', 'request', true), 'PARTY_LOCKED'],
    ['asks at a full one', { ...by('request', 'request'), members: full }, 'PARTY_FULL'],
    ['is let in', by('admitted', 'request'), 'enter'],
    ['is let into a closed one', by('admitted', 'closed'), 'enter'],
    ['is let into a locked one', by('admitted', 'request', true), 'PARTY_LOCKED'],
    ['is invited to a closed one', by('invited', 'closed'), 'enter'],
    ['is invited to a locked one', by('invited', 'open', true), 'PARTY_LOCKED'],
    ['is invited to a full one', { ...by('invited', 'open'), members: full }, 'PARTY_FULL'],
    ['is in it', { isIn: true, members: full, parties: full, isElsewhere: true }, 'in'],
    [
      'is in it, locked and with a leader who blocks them',
      { ...by('id', 'closed', true), isIn: true, isBlocked: true },
      'in',
    ],
    ['is in another of the game', { isElsewhere: true }, 'IN_A_PARTY'],
    ['is in as many as may be', { parties: full }, 'TOO_MANY_PARTIES'],
    ['is blocked', { isBlocked: true }, 'PARTY_NOT_FOUND'],
  ])('and %s', (_, entering, verdict) => {
    expect(judgeEntry({ ...stranger, ...entering })).toBe(verdict)
  })

  test('learns nothing of one whose leader blocks them', () => {
    for (const way of ['id', 'code', 'request', 'admitted', 'invited'] as const)
      for (const access of ['open', 'request', 'closed'] as const)
        for (const locked of [true, false])
          for (const members of [room, full])
            for (const isElsewhere of [true, false])
              expect(
                judgeEntry({ ...stranger, way, party: { access, locked }, members, isElsewhere, isBlocked: true }),
              ).toBe('PARTY_NOT_FOUND')
  })
})

test('members bring others into a party that is not closed, and its leader into any', () => {
  for (const access of ['open', 'request', 'closed'] as const)
    expect([mayBring({ access, leader: 'a' }, 'a'), mayBring({ access, leader: 'a' }, 'b')]).toEqual([
      true,
      access !== 'closed',
    ])
})

test('the member who has been in it for longest leads next, of those who are there, or nobody', () => {
  const left = [
    { person: 'late', joined: 9, away: false },
    { person: 'away', joined: 2, away: true },
    { person: 'early', joined: 4, away: false },
  ]
  expect(heirOf({ migrates: true }, left)).toBe('early')
  expect(heirOf({ migrates: true }, left.slice(1, 2))).toBe('away')
  expect(heirOf({ migrates: true }, [])).toBeUndefined()
  expect(heirOf({ migrates: false }, left)).toBeUndefined()
})

describe('a ready check', () => {
  const said = (ready: boolean | null, asked = true) => ({ asked, ready })
  test.each([
    ['goes on while somebody has said nothing', [said(true), said(null)], undefined],
    ['ends with the last who is ready', [said(true), said(true)], true],
    ['ends with the first who is not', [said(null), said(false), said(true)], false],
    ['waits for nobody who was not asked', [said(true), said(null, false)], true],
    ['ends where all who were asked are gone', [said(null, false)], true],
  ])('%s', (_, members, outcome) => {
    expect(checkOutcome(members)).toBe(outcome)
  })
})

describe('of a member presence says that', () => {
  const graces = { away: 120, drop: 60 }
  const here: Absence = { away: false, isHere: true, absentSeconds: null }
  test.each<[string, Partial<Absence>, string]>([
    ['they are there', {}, 'nothing'],
    ['it does not know', { isHere: null, absentSeconds: 1_000 }, 'nothing'],
    ['it does not know of who is away', { isHere: null, away: true, absentSeconds: 1_000 }, 'nothing'],
    ['they are gone', { isHere: false }, 'note'],
    ['they have been gone for a moment', { isHere: false, absentSeconds: 119 }, 'nothing'],
    ['they have been gone for the grace', { isHere: false, absentSeconds: 120 }, 'away'],
    ['they have been gone for long, and nobody has looked', { isHere: false, absentSeconds: 1_000 }, 'away'],
    ['they are away', { isHere: false, away: true, absentSeconds: 179 }, 'nothing'],
    ['they have been away for the other grace', { isHere: false, away: true, absentSeconds: 180 }, 'drop'],
    ['they are back within the grace', { absentSeconds: 5 }, 'here'],
    ['they are back', { away: true, absentSeconds: 130 }, 'here'],
  ])('%s', (_, absence, verdict) => {
    expect(judgeAbsence({ ...here, ...absence }, graces)).toBe(verdict)
  })
})
