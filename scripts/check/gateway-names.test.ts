import { expect, test } from 'vitest'
import { namesSpelled } from './gateway-names.ts'
import { parseSource } from './source.ts'

const names = new Set(['message.send', 'room.joined'])

test('a name of the table is found in a string and inside a template', () => {
  const source = parseSource('gateway/src/x.ts', "const a = 'message.send'; const b = `is room.joined`")
  expect(namesSpelled(source, names)).toEqual(['message.send', 'room.joined'])
})

test('a property of the same spelling is no name', () => {
  expect(namesSpelled(parseSource('gateway/src/x.ts', 'message.send()'), names)).toEqual([])
})
