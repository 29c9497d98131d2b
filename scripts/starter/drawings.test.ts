import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { starters } from '../../apps/web/src/bank/starter-set.ts'
import { root } from '../repository.ts'
import { emoji, stickers } from './drawings.ts'

test('each of the starter set is drawn, and nothing else, and lies beside the page as a picture that can do nothing', () => {
  const drawn = [
    ...Object.keys(emoji).map((name) => `emoji-${name}`),
    ...Object.keys(stickers).map((name) => `sticker-${name}`),
  ]
  expect(starters.map(({ kind, name }) => `${kind}-${name}`)).toEqual(drawn)
  for (const name of drawn) expect(existsSync(join(root, `apps/web/public/bank/${name}.webp`)), name).toBe(true)
})
