import { expect, test } from 'vitest'
import { initialsOf, toneOf } from './tone.ts'

test('a user keeps one colour out of twelve', () => {
  const id = '01997c5e-7a3b-7c11-9d2e-4f5a6b7c8d9e'
  expect(toneOf(id)).toBe(toneOf(id))
  expect(toneOf(id)).toMatch(/^tone-([0-9]|1[01])$/)
})

test.each([
  ['Ada Lovelace', 'AL'],
  ['Grace Brewster Murray Hopper', 'GH'],
  ['josé', 'J'],
  ['👩‍🚀 Sally', '👩‍🚀S'],
])('the initials of %s are %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})
