import { expect, test } from 'vitest'
import { filterText, wordsIn } from './filter-text.ts'

test('a filter is told by what it finds and what comes of it', () => {
  expect(filterText({ found: { words: ['bad', 'قبيح*'] }, outcome: 'block' })).toBe('bad, قبيح*: is not said')
  expect(filterText({ found: { mentions: 5 }, outcome: 'flag' })).toBe(
    'More than 5 mentions: is said, and noted in the log',
  )
  expect(filterText({ found: { messages: 9, seconds: 10 }, outcome: 'time_out' })).toMatch(
    /^More than 9 messages in 10 seconds: is not said/,
  )
})

test('words of a filter are written one a line, each once', () => {
  expect(wordsIn(' bad \n\nso so\nbad')).toEqual(['bad', 'so so'])
})
