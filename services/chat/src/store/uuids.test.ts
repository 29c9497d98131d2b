import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { uuids } from './uuids.ts'

test('a list of UUIDs is the bytes of each behind its length', () => {
  const ids = Array.from({ length: 3 }, () => randomUUID())
  const each = ids.map((id) => `00000010${id.replaceAll('-', '')}`).join('')
  expect(uuids(ids).toString('hex')).toBe(`000000010000000000000b860000000300000001${each}`)
})

test('what is no UUID is refused, and so moves none of its neighbours', () => {
  const id = randomUUID()
  const others = [
    '',
    'no-uuid',
    id.slice(1),
    `${id}0`,
    id.replace('-', '0'),
    `-${id.slice(0, -1)}`,
    `${id.slice(0, -1)}g`,
    id.toUpperCase().replace(/\d/g, 'A'),
    `${id.slice(0, -1)}ĵ`,
  ]
  for (const other of others) expect(() => uuids([id, other, id]), other).toThrow('not a UUID')
})
