import { expect, test } from 'vitest'
import { nameFault } from './service.ts'

test.each([
  ['', 'is no name'],
  ['a', 'is no name'],
  ['Notes', 'is no name'],
  ['my-notes', 'is no name'],
  ['../notes', 'is no name'],
  ['a'.repeat(33), 'is no name'],
  ['user', 'means something'],
  ['class', 'means something'],
  ['utils', 'means something'],
  ['chat', 'is there already'],
  ['gateway', 'is there already'],
  ['protocol', 'is there already'],
  ['table', 'means something'],
  ['parts', 'is there already'],
])('a service is not called %j, which %s', (name, why) => {
  expect(nameFault(name)).toContain(why)
})

test.each(['notes', 'gardens'])('a service may be called %s', (name) => {
  expect(nameFault(name)).toBeUndefined()
})
