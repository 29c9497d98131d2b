import { expect, test } from 'vitest'
import { matches } from '../validate.ts'
import { commands } from './groups.ts'

const accepts = (topic: string) =>
  matches(commands['room.change'].input, { room: '0199a7c0-7b0e-7cc3-8f3a-0123456789ab', topic })

test.each([
  ['two lines', 'one\ntwo'],
  ['a turn of direction', 'gpj.\u202eexe'],
  ['more than 256 characters', 'x'.repeat(257)],
  ['half of a character', '\ud83c'],
])('a topic with %s is refused', (_, topic) => {
  expect(accepts(topic)).toBe(false)
})

test.each(['', 'Strings, on Mondays', 'مجموعة الموسيقى', '👩‍👩‍👧'.repeat(32), '音楽'.repeat(128)])(
  'a topic may be %s',
  (topic) => {
    expect(accepts(topic)).toBe(true)
  },
)
