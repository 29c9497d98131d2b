import { forGoodHours } from '@parley/protocol'
import { expect, test } from 'vitest'
import { forGood } from './for-good.ts'
import { keepChoices, keepText, notHereText, removedText } from './keeping-text.ts'

const room = { kind: 'group', keepHours: 720, keepPins: false, keepThreads: false }

test('a span is said in the largest unit that says it whole', () => {
  expect([1, 5, 24, 30, 720, 8_760, 17_520].map(keepText)).toEqual([
    '1 hour',
    '5 hours',
    '1 day',
    '30 hours',
    '30 days',
    '1 year',
    '2 years',
  ])
})

test('what is set may be chosen, and what is usual, and for good as the protocol has it', () => {
  expect(keepChoices(48)).toEqual([1, 24, 48, 168, 720, 2_160, 8_760, forGood])
  expect(keepChoices(0)).toEqual(keepChoices(24))
  expect(forGood).toBe(forGoodHours)
})

test('it is said what is removed, and nothing where nothing is', () => {
  expect(removedText(room)).toBe('Messages older than 30 days are removed.')
  expect(removedText({ ...room, keepPins: true })).toBe('Messages older than 30 days are removed; pinned ones stay.')
  expect(removedText({ ...room, keepHours: 0 })).toBeUndefined()
  expect(removedText({ ...room, kind: 'thread' })).toBeDefined()
  expect(removedText({ ...room, kind: 'thread', keepThreads: true })).toBeUndefined()
})

test('it is said that there was something before to who does not see it, and to nobody else', () => {
  expect(notHereText({ newcomers: 'since_joining', floor: 7 })).toBe('Earlier messages are for those who were here.')
  expect(notHereText({ newcomers: 'since_joining', floor: 0 })).toBeUndefined()
  expect(notHereText({ newcomers: 'all', floor: 7 })).toBeUndefined()
})
