import { describe, expect, test } from 'vitest'
import { parseQuery } from './search-query.ts'

const at = (...parts: [number, number, number]) => new Date(parts[0], parts[1] - 1, parts[2]).getTime()
const none = { text: '', from: [], notFrom: [], mentions: [], notMentions: [], in: [], notIn: [], has: [], notHas: [] }

describe('a search as it is written', () => {
  test.each([
    ['hello "big world" -no', { text: 'hello "big world" -no' }],
    ['from:ann hello', { from: ['ann'], text: 'hello' }],
    ['-from:"Ann Lee" in:Team -in:"Old Team"', { notFrom: ['Ann Lee'], in: ['Team'], notIn: ['Old Team'] }],
    ['mentions:me -Mentions:"Ann Lee" hello', { mentions: ['me'], notMentions: ['Ann Lee'], text: 'hello' }],
    ['before:2026-11-29', { before: at(2026, 11, 29) }],
    ['after:2026-11-29', { after: at(2026, 11, 30) }],
    ['-before:2026-11-29', { after: at(2026, 11, 29) }],
    ['-after:2026-12-31', { before: at(2027, 1, 1) }],
    ['HAS:link x', { has: ['link'], text: 'x' }],
    ['-has:link has:Poll has:pin', { notHas: ['link'], has: ['poll', 'pin'] }],
    ['https://example.com/in:x', { text: 'https://example.com/in:x' }],
  ])('such as %s is taken apart', (written, expected) => {
    expect(parseQuery(written)).toEqual({ ...none, ...expected })
  })

  test.each(['before:yesterday', 'after:2026-13-01', 'before:2026-02-30', 'has:dog'])(
    'says of %s what it should be',
    (written) => {
      expect(parseQuery(written).fault).toMatch(/(needs a day|takes link)/)
    },
  )
})
