import { describe, expect, test } from 'vitest'
import {
  cookieSeconds,
  deviceName,
  isKeyDue,
  isOutdated,
  isSuccessorDue,
  judgeRefresh,
  keyLeadMs,
  normalUsername,
  outwornKeys,
  searchKey,
  signingKeyOf,
} from './rules.ts'

describe('a typed login name', () => {
  test.each([
    ['ada', 'ada'],
    [' Ada ', 'ada'],
    ['ADA.L-1', 'ada.l-1'],
    ['ab', ''],
    ['', ''],
    ['.ada', ''],
    ['ada lovelace', ''],
    ['a\u0000da', ''],
    ['x'.repeat(33), ''],
    ['ＡＤＡ', ''],
  ])('%j is looked up as %j', (typed, name) => {
    expect(normalUsername(typed)).toBe(name)
  })
})

test.each([
  ['Ada', 'ada'],
  ['ÉMILE', 'émile'],
  ['E\u0301mile', 'émile'],
  ['ﬁona', 'fiona'],
  ['100%_', '100%_'],
])('the display name %j is searched as %j', (name, key) => {
  expect(searchKey(name)).toBe(key)
})

test.each([
  [undefined, ''],
  ['Firefox on Linux', 'Firefox on Linux'],
  [' a\u0000b\nc ', 'abc'],
  ['\ud800x', '\ufffdx'],
])('a device that calls itself %j is shown as %j', (device, shown) => {
  expect(deviceName(device)).toBe(shown)
})

describe('a refresh token', () => {
  const held = { ended: false, expired: false, generation: 4, newest: 4, opened: false, replaced: false, siblings: 1 }
  test.each([
    ['the newest one', {}, 'rotate'],
    ['the newest one beside others that are as new', { siblings: 5 }, 'rotate'],
    ['the one before, whose answer was lost', { generation: 3, opened: true }, 'repeat'],
    [
      'the one before, with as many answers as anybody has tabs',
      { generation: 3, opened: true, siblings: 16 },
      'crowded',
    ],
    ['one whose sibling has been used', { generation: 3 }, 'reused'],
    ['one in whose place another came', { replaced: true }, 'reused'],
    ['one of before in whose place another came', { generation: 3, replaced: true }, 'reused'],
    ['one whose successor has been used', { generation: 2 }, 'reused'],
    ['the first one, long after', { generation: 0 }, 'reused'],
    ['an expired one', { expired: true }, 'void'],
    ['an expired one of an earlier generation', { expired: true, generation: 1 }, 'void'],
    ['one of a session that ended', { ended: true }, 'void'],
    ['one used again after its session ended', { ended: true, generation: 1 }, 'void'],
    ['a replaced one of a session that ended', { ended: true, replaced: true }, 'void'],
  ] as const)('%s: %o is judged %s', (_which, difference, verdict) => {
    expect(judgeRefresh({ ...held, ...difference }, 10)).toBe(verdict)
  })

  test('without a grace the one before is reuse at once', () => {
    expect(judgeRefresh({ ...held, generation: 3, opened: true }, 0)).toBe('reused')
  })
})

test('a hash is outdated when any of its parameters is not the one of today', () => {
  const today = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
  expect(isOutdated(today, today)).toBe(false)
  for (const other of [{ memoryCost: 20_000 }, { timeCost: 3 }, { parallelism: 2 }])
    expect(isOutdated({ ...today, ...other }, today)).toBe(true)
})

test.each([
  [10_000, 10],
  [10_999, 10],
  [999, 0],
  [-5_000, 0],
])('a token that lives for %i ms has a cookie for %i seconds', (lifeMs, seconds) => {
  expect(cookieSeconds(lifeMs)).toBe(seconds)
})

describe('signing keys', () => {
  const key = (createdAt: number, longestTokenMs = 1_000) => ({ createdAt, longestTokenMs })
  const old = key(0)
  const young = key(10_000_000)
  const takeover = young.createdAt + keyLeadMs

  test('the first key signs at once, a later one when it has been published for a while', () => {
    expect(signingKeyOf([], 0)).toBeUndefined()
    expect(signingKeyOf([old], 0)).toBe(old)
    expect(signingKeyOf([old, young], takeover - 1)).toBe(old)
    expect(signingKeyOf([old, young], takeover)).toBe(young)
  })

  test('a key is due when there is none, or the newest is old enough', () => {
    expect(isKeyDue([], 0, 5_000)).toBe(true)
    expect(isKeyDue([old], 4_999, 5_000)).toBe(false)
    expect(isKeyDue([old], 5_000, 5_000)).toBe(true)
    expect(isKeyDue([old, young], young.createdAt + 4_999, 5_000)).toBe(false)
  })

  test('a successor signs at once when the key that signed is gone, unless a younger one is there', () => {
    const named = (kid: string, createdAt: number) => ({ kid, ...key(createdAt) })
    const [first, second, third] = [named('1', 0), named('2', 10_000_000), named('3', 20_000_000)]
    const now = third.createdAt + keyLeadMs
    expect(isSuccessorDue([], undefined, now)).toBe(false)
    expect(isSuccessorDue([first, second], second, now)).toBe(false)
    expect(isSuccessorDue([], second, now)).toBe(true)
    expect(isSuccessorDue([first], second, now)).toBe(true)
    expect(isSuccessorDue([third], second, now)).toBe(false)
    expect(isSuccessorDue([first, third], second, now)).toBe(false)
    expect(isSuccessorDue([first, third], second, now - 1)).toBe(true)
  })

  test('a key is worn out when its successor signs and the last token it signed has expired', () => {
    expect(outwornKeys([old], Number.MAX_SAFE_INTEGER)).toEqual([])
    expect(outwornKeys([old, young], takeover + 1_000)).toEqual([])
    expect(outwornKeys([old, young], takeover + 1_000 + 120_000)).toEqual([old])
    expect(outwornKeys([key(0, 3_600_000), young], takeover + 1_000 + 120_000)).toEqual([])
  })
})
