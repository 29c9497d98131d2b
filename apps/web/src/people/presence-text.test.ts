import { expect, test } from 'vitest'
import { clockTime, shortTime } from '../timeline/times.ts'
import { presenceText, stateWord } from './presence-text.ts'

const now = new Date(2026, 10, 30, 14, 30).getTime()

test.each([
  [{ state: 'online' }, 'Online'],
  [{ state: 'dnd', status: 'Exam' }, 'Do not disturb · Exam'],
  [{ state: 'idle', activity: { game: 'Chess', details: 'Round 2' } }, 'Idle · Playing Chess: Round 2'],
  [{ state: 'online', status: 'Tea', activity: { listening: 'Fado' } }, 'Online · Tea · Fado'],
  [{ state: 'offline' }, 'Offline'],
  [{ state: 'offline', seen_at: now - 3_600_000 }, `Last seen ${clockTime(now - 3_600_000)}`],
  [{ state: 'offline', seen_at: now - 86_400_000 }, `Last seen ${shortTime(now - 86_400_000, now)}`],
] as const)('%j is told as %s', (presence, text) => {
  expect(presenceText({ version: 1, ...presence }, now)).toBe(text)
})

test('a state of a later server has no words, nor has one that is called as a part of every object', () => {
  expect([stateWord('gone_fishing'), stateWord('constructor')]).toEqual([undefined, undefined])
})
