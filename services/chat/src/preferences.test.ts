import { expect, test } from 'vitest'
import { changed, cleared, marked, unset } from './preferences.ts'

const now = 1_000_000
const stand = { head: 12, read: 8, unreadAt: 3, readSince: 2, mentionsSince: 0, now }
const set = (change: Parameters<typeof changed>[1], before = unset) => changed(before, change, stand)

const full = {
  level: 'mentions',
  muted: true,
  muted_until: 5,
  favourite: true,
  hidden: { read: 1, unread: 2 },
  folder: 'Work',
  place: 3,
  marked: { seq: 4, read: 5, unread: 1 },
} as const

test.each([
  ['nothing leaves all as it is', {}, full, full],
  ['a level', { level: 'none' }, unset, { ...unset, level: 'none' }],
  ['that it is muted is for good', { muted: true }, unset, { ...unset, muted: true }],
  ['a while mutes it until then', { muted_ms: 500 }, unset, { ...unset, muted: true, muted_until: now + 500 }],
  [
    'a while that is asked for as muting is the same',
    { muted: true, muted_ms: 500 },
    unset,
    { ...unset, muted: true, muted_until: now + 500 },
  ],
  [
    'muted for good no longer ends',
    { muted: true },
    { ...unset, muted: true, muted_until: 5 },
    { ...unset, muted: true },
  ],
  ['no longer muted has no end', { muted: false, muted_ms: 5 }, { ...unset, muted: true, muted_until: 5 }, unset],
  ['a favourite', { favourite: true, place: 0 }, unset, { ...unset, favourite: true, place: 0 }],
  ['hidden notes where one stood', { hidden: true }, unset, { ...unset, hidden: { read: 8, unread: 3 } }],
  ['no longer hidden', { hidden: false }, { ...unset, hidden: { read: 8, unread: 3 } }, unset],
  ['a folder, composed', { folder: 'A\u030a' }, unset, { ...unset, folder: '\u00c5' }],
  ['no folder', { folder: '' }, { ...unset, folder: 'Work' }, unset],
] as const)('%s', (_, change, before, after) => {
  expect(set(change, before as typeof unset)).toEqual(after)
})

test.each(['level', 'muted', 'muted_ms', 'favourite', 'hidden', 'folder', 'place'] as const)(
  'setting %s leaves the rest as it was',
  (member) => {
    const change = {
      level: 'none',
      muted: false,
      muted_ms: 9,
      favourite: false,
      hidden: false,
      folder: 'B',
      place: 9,
    } as const
    const after = set({ [member]: change[member] }, full)
    const own = member.startsWith('muted') ? ['muted', 'muted_until'] : [member]
    const rest = (of: object) => Object.fromEntries(Object.entries(of).filter(([name]) => !own.includes(name)))
    expect(rest(after)).toEqual(rest(full))
    expect(after).not.toEqual(full)
  },
)

test('a mark notes where one stood, begins at the latest behind the cursor, and is taken away alone', () => {
  expect(marked(full, 7, stand).marked).toEqual({ seq: 7, read: 8, unread: 2 })
  expect(marked(unset, 12, { ...stand, readSince: 0, mentionsSince: 0 }).marked).toEqual({
    seq: 9,
    read: 8,
    unread: 0,
  })
  expect(cleared(marked(unset, 7, stand))).toEqual(unset)
})
