import { describe, expect, test } from 'vitest'
import { quietEnd } from '../alerts.ts'
import type { Facts, Unread } from '../store/digests.ts'
import { loudOf, verdictOf } from './rules.ts'

const noon = Date.parse('2026-01-15T12:00:00Z')
const one: Unread = { id: 7, kind: 'mention', room: 'r', message: 3, by: 'b' }
const usualFacts: Facts = { alerts: null, digest: 'daily', digestContent: null, places: null, unread: [one], now: noon }
const terms = { usual: 'never', awaySeconds: 1_800 } as const
const hour = 3_600_000

const verdict = (facts: Partial<Facts>, unusedMs: number | undefined = hour, seconds = 0) =>
  verdictOf({ facts: { ...usualFacts, ...facts }, unusedMs, seconds }, terms)

describe('mail about what somebody has not read', () => {
  test('is sent to who is away, as often as they say, or as all have it who say nothing', () => {
    expect(verdict({})).toEqual({ is: 'send', every: 'daily', unread: [one] })
    expect(verdict({ digest: null })).toEqual({ is: 'over' })
    const known = { facts: { ...usualFacts, digest: null }, unusedMs: hour, seconds: 0 }
    expect(verdictOf(known, { ...terms, usual: 'hourly' })).toMatchObject({ is: 'send', every: 'hourly' })
  })

  test('is not sent to who wants none, or has read all meanwhile', () => {
    expect(verdict({ digest: 'never' })).toEqual({ is: 'over' })
    expect(verdict({ unread: null })).toEqual({ is: 'over' })
  })

  test('waits for who was there a moment ago, until they have been away for as long as is set', () => {
    expect(verdict({}, 0)).toEqual({ is: 'wait', seconds: 1_800, why: 'there' })
    expect(verdict({}, 1_799_000)).toEqual({ is: 'wait', seconds: 1, why: 'there' })
    expect(verdict({}, 1_800_000).is).toBe('send')
  })

  test('waits for an hour where nobody knows who is there, and goes then', () => {
    const unknown = (seconds: number) => verdictOf({ facts: usualFacts, unusedMs: undefined, seconds }, terms)
    expect(unknown(0)).toEqual({ is: 'wait', seconds: 60, why: 'unknown' })
    expect(unknown(3_600).is).toBe('send')
  })

  test('waits for the end of quiet hours, by the clock of their zone', () => {
    const quiet = { from: 22 * 60, to: 7 * 60, zone: 'Asia/Kathmandu' }
    const alerts = { levels: {}, quiet }
    const night = Date.parse('2026-01-15T18:00:30Z')
    expect(verdict({ alerts, now: night })).toEqual({ is: 'wait', seconds: 7 * 3_600 + 15 * 60 - 30, why: 'quiet' })
    expect(verdict({ alerts, now: quietEnd(quiet, night) }).is).toBe('send')
    expect(verdict({ alerts }).is).toBe('send')
  })

  test('tells of nothing whose kind or room is silent now', () => {
    const reply: Unread = { ...one, id: 6, kind: 'reply', room: 's' }
    const facts = { ...usualFacts, unread: [one, reply] }
    expect(loudOf({ ...facts, alerts: { levels: { mention: 'silent' } } })).toEqual([reply])
    expect(loudOf({ ...facts, places: { s: 'off' } })).toEqual([one])
    expect(verdict({ places: { r: 'silent' } })).toEqual({ is: 'over' })
  })
})
