import { expect, test } from 'vitest'
import { found } from './found.ts'

const party = { name: 'Party' }
const after = { name: 'after-party' }
const parting = { name: 'parting', tags: ['goodbye', 'وداع'] }
const all = [after, parting, party]

test.each([
  ['', all],
  ['party', [party, after]],
  [':PARTY:', [party, after]],
  ['part', [parting, party, after]],
  ['goodb', [parting]],
  ['وداع', [parting]],
  ['🎉', []],
])('of a bank %s finds what has that in its name or tags, the nearest first', (typed, expected) => {
  expect(found(all, typed)).toEqual(expected)
})
