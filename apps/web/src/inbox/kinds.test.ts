import { notificationKinds } from '@parley/protocol'
import { expect, test } from 'vitest'
import { wordsFor } from './kinds.ts'

test.each(notificationKinds)('%s is told and set in words of its own', (kind) => {
  expect(wordsFor(kind)).not.toEqual({ ...wordsFor('of a later server'), setting: kind })
  expect(wordsFor(kind).setting).toMatch(/^[A-Z]/)
})

test('what a later server tells of is told as something new, and can be set by its name', () => {
  expect(wordsFor('toString')).toEqual({ told: 'Something new', setting: 'toString' })
})
