import { expect, test } from 'vitest'
import { keyOfRole, mentionChange } from './mention-change.ts'

const row = (person: string | null, holds = true) => ({ person, holds })
const users = (...all: string[]) => ({ users: all })
const everyone = { users: [], all: 'everyone' as const }

test.each<[string, Parameters<typeof mentionChange>, object]>([
  ['that mentions nobody as before changes nothing', [[], undefined], {}],
  ['that adds somebody tells them', [[], users('a')], { mentions: users('a'), told: users('a') }],
  ['that keeps somebody tells them no more', [[row('a')], users('a')], { mentions: users('a') }],
  ['that leaves somebody out says so', [[row('a'), row('b')], users('b')], { mentions: users('b'), unmentions: true }],
  ['that mentions nobody any more says so', [[row('a')], undefined], { unmentions: true }],
  [
    'that brings somebody back does not tell them again, and says so',
    [[row('a', false)], users('a')],
    { mentions: users('a'), unmentions: true },
  ],
  [
    'that brings everybody back does not tell them again, and says so',
    [[row(null, false)], everyone],
    { mentions: everyone, unmentions: true },
  ],
  [
    'that names somebody for the first time where everybody was told once does not tell them, and says so',
    [[row(null, false)], users('a')],
    { mentions: users('a'), unmentions: true },
  ],
  [
    'that names one besides everybody changes nothing',
    [[row(null)], { ...everyone, users: ['a'] }],
    { mentions: { ...everyone, users: ['a'] } },
  ],
  [
    'that brings in one beside another tells the one',
    [[row('a')], users('a', 'b')],
    { mentions: users('a', 'b'), told: users('b') },
  ],
  [
    'that adds a role tells who has it, and one that stays is told no more',
    [[row(keyOfRole(3))], { users: [], roles: [3, 300] }],
    { mentions: { users: [], roles: [3, 300] }, told: { users: [], roles: [300] } },
  ],
  [
    'that adds everybody tells everybody',
    [[row('a')], everyone],
    { mentions: everyone, told: everyone, unmentions: true },
  ],
  [
    'that names one of everybody tells nobody again',
    [[row(null)], users('a')],
    { mentions: users('a'), unmentions: true },
  ],
])('an edit %s', (_, [before, now], change) => {
  expect(mentionChange(before, now)).toEqual(change)
})
