import { describe, expect, test } from 'vitest'
import { choices, readPoll, readWhile } from './moments.ts'

describe('a while', () => {
  test.each([
    ['20m tea', 20 * 60_000, 'tea'],
    ['in 2 h call Ann', 7_200_000, 'call Ann'],
    ['45 s', 45_000, ''],
    ['3d', 259_200_000, ''],
    ['1W  أهلا 👋', 604_800_000, 'أهلا 👋'],
    ['5min two\nlines', 300_000, 'two\nlines'],
  ])('is read as people write it: %s', (text, inMs, rest) => expect(readWhile(text)).toEqual({ inMs, rest }))

  test.each(['tea', '0m tea', '20', 'm 20', '20mtea', '99999m', '-5m'])('is not in %s', (text) =>
    expect(readWhile(text)).toBeUndefined(),
  )
})

test('what one may choose lies ahead, whatever time it is', () => {
  for (const now of ['2026-03-28T23:59:59', '2026-10-25T00:30:00', '2026-12-31T12:00:00'])
    for (const { inMs } of choices(new Date(now))) expect(inMs).toBeGreaterThan(0)
})

test('a poll is a question and what stands between bars behind it', () => {
  expect(readPoll('Where to? | Pizza 🍕 |سوشي')).toEqual({ question: 'Where to?', answers: ['Pizza 🍕', 'سوشي'] })
  for (const text of ['Where to?', 'Where to? | Pizza', '| |']) expect(readPoll(text)).toBeUndefined()
})
