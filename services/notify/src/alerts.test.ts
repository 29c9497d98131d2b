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
    expect(kinds.map((kind) => levelOf(alerts, kind, midnight))).toEqual(['silent', 'off', 'silent'])
    expect(kinds.map((kind) => levelOf(alerts, kind, at('2026-01-15T12:00:00Z')))).toEqual(['silent', 'off', 'loud'])
  })
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
