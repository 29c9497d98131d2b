import { expect, test } from 'vitest'
import { callingIn } from './by-activity.ts'
import { awayIn } from './kept-away.ts'
import { sectionsOf } from './sections.ts'

const keptAway = new Map([
  ['bob', 'blocked'],
  ['cid', 'restricted'],
] as const)
const room = (kind: 'direct' | 'group', ...users: string[]) => ({
  id: users.join(),
  kind,
  members: users.map((user) => ({ user })) as never,
  favourite: false,
  hidden: false,
  preference: {} as never,
  muted: false,
  level: 'all' as never,
  unread: 2,
  mentions: 1,
})

test.each([
  ['a direct room with somebody whom one blocks', room('direct', 'me', 'bob'), 'blocked'],
  ['a direct room with somebody whom one restricts', room('direct', 'cid', 'me'), 'restricted'],
  ['a direct room with somebody else', room('direct', 'me', 'eve'), undefined],
  ['a group with somebody whom one restricts', room('group', 'me', 'cid'), undefined],
  ['a direct room of which nobody is known yet', room('direct'), undefined],
])('%s', (_, one, away) => {
  expect(awayIn(one, 'me', keptAway)).toBe(away)
})

test('what those write whom one restricts stands apart from all else, and calls for nobody', () => {
  const [eve, cid, bob] = [room('direct', 'me', 'eve'), room('direct', 'me', 'cid'), room('direct', 'me', 'bob')]
  const isApart = (one: typeof eve) => awayIn(one, 'me', keptAway) === 'restricted'
  const { shown, hidden, restricted } = sectionsOf(
    [eve, cid, bob, { ...cid, favourite: true, id: 'f' }],
    undefined,
    isApart,
  )
  expect(shown.flatMap(({ rooms }) => rooms)).toEqual([eve, bob])
  expect(hidden).toEqual([])
  expect(restricted.map(({ id }) => id)).toEqual(['me,cid', 'f'])
  expect(sectionsOf([cid], cid.id, isApart).restricted).toEqual([])
  expect([eve, cid, bob].map((one) => callingIn(one, 'me', keptAway))).toEqual([2, 0, 0])
})
