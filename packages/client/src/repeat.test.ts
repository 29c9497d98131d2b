import { type Command, type CommandName, commands, type Input } from '@parley/protocol'
import { expect, test } from 'vitest'
import { mayRepeat } from './repeat.ts'

const group: Input<'room.create'> = { kind: 'group', name: 'Lunch', members: [] }

test.each<[string, boolean, Input<'room.create'>]>([
  ['a group that has a key', true, { ...group, key: '0199d2b8-4c3e-7d21-a5f0-2b9e8c7d6f55' }],
  ['a direct room, of which there is one', true, { kind: 'direct', user: '0199d2b7-31aa-4e0b-8a55-6d0c55d1e9a4' }],
  ['a group without a key, which would be made twice', false, group],
  // As JSON it has none.
  ['a group whose key is undefined', false, { ...group, key: undefined } as unknown as Input<'room.create'>],
])('making %s may be repeated: %s', (_, may, input) => {
  expect(mayRepeat('room.create', input)).toBe(may)
})

test.each(Object.entries<Command>(commands))('%s may be repeated as its entry says', (name, { rate, repeatable }) => {
  const may = repeatable ?? rate === 'read'
  const repeats = (input: object) => mayRepeat(name as CommandName, input as never)
  expect(repeats({})).toBe(may === true)
  for (const member of typeof may === 'object' ? may : []) expect(repeats({ [member]: 'given' })).toBe(true)
})
