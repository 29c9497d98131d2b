import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { starters } from './starter-set.ts'

test('each of the starter set lies beside the page, as a picture that can do nothing', () => {
  const pictures = readdirSync(join(import.meta.dirname, '../../public/bank'))
  expect(starters.map(({ kind, name }) => `${kind}-${name}.webp`).toSorted()).toEqual(pictures.toSorted())
})
