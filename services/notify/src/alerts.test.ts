import { describe, expect, test } from 'vitest'
import { isQuiet, isZone, levelOf } from './alerts.ts'

const at = (time: string) => Date.parse(time)
const night = { from: 22 * 60, to: 7 * 60, zone: 'Europe/Berlin' }

describe('quiet hours', () => {
  test.each([
    ['2026-01-15T20:59:00Z', false],
    ['2026-01-15T21:00:00Z', true],
    ['2026-01-15T23:30:00Z', true],
    ['2026-01-16T05:59:59Z', true],
    ['2026-01-16T06:00:00Z', false],
    // In summer the same hours are others of the world.
    ['2026-07-15T20:00:00Z', true],
    ['2026-07-16T05:00:00Z', false],
  ])('go past midnight, by the clock of the zone: %s', (time, quiet) => {
    expect(isQuiet(night, at(time))).toBe(quiet)
  })

  test('are none where they end as they begin, and of a day where they begin before', () => {
    const noon = at('2026-01-15T12:00:00Z')
    expect(isQuiet({ from: 720, to: 720, zone: 'UTC' }, noon)).toBe(false)
    expect(isQuiet({ from: 700, to: 721, zone: 'UTC' }, noon)).toBe(true)
    expect(isQuiet({ from: 700, to: 720, zone: 'UTC' }, noon)).toBe(false)
    expect(isQuiet({ from: 0, to: 1_439, zone: 'Nowhere/Town' }, noon)).toBe(false)
  })

  test('make silent what is loud, and nothing louder', () => {
    const midnight = at('2026-01-15T23:00:00Z')
    const alerts = { levels: { mention: 'silent', direct: 'off' }, quiet: night } as const
    const kinds = ['mention', 'direct', 'reply'] as const
    const levels = (moment: number) => kinds.map((kind) => levelOf(alerts, new Map(), { kind, places: [], at: moment }))
    expect(levels(midnight)).toEqual(['silent', 'off', 'silent'])
    expect(levels(at('2026-01-15T12:00:00Z'))).toEqual(['silent', 'off', 'loud'])
  })
})

test.each([
  ['loud', { space: 'off' }, 'off'],
  ['loud', { space: 'off', room: 'loud' }, 'loud'],
  ['loud', { space: 'loud', room: 'silent' }, 'silent'],
  ['loud', { room: 'off', thread: 'silent' }, 'silent'],
  ['silent', { space: 'loud' }, 'silent'],
  ['off', { thread: 'loud' }, 'off'],
  ['silent', { elsewhere: 'off' }, 'silent'],
] as const)('of a kind that is %s, with %j, a notification is %s', (kind, said, level) => {
  const coming = { kind: 'reply', places: ['thread', 'room', 'space'], at: 0 } as const
  expect(levelOf({ levels: { reply: kind } }, new Map(Object.entries(said)), coming)).toBe(level)
})

test('a zone is one of IANA', () => {
  expect(['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Nowhere/Town', 'x'].map(isZone)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
})
