import { expect, test } from 'vitest'
import { warnSeldom } from './seldom.ts'

test('what requests provoke fills no log: a few lines of a text in a minute, and then how many were left out', () => {
  const lines: unknown[] = []
  let now = 0
  const warn = warnSeldom({ warn: ((...line: unknown[]) => void lines.push(line)) as never }, () => now)
  for (let place = 0; place < 1_000; place++) warn({ place }, 'refused')
  warn({ place: 0 }, 'something else')
  expect(lines).toHaveLength(6)
  now = 60_000
  warn({ place: 1 }, 'refused')
  warn({ place: 2 }, 'refused')
  expect(lines.slice(6)).toEqual([
    [{ place: 1, left_out: 995 }, 'refused'],
    [{ place: 2 }, 'refused'],
  ])
})
