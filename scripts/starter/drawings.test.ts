import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../repository.ts'
import { emoji, stickers } from './drawings.ts'

test('the pictures that lie beside the page for the banks of spaces are those that are drawn here', () => {
  const drawn = [
    ...Object.keys(emoji).map((name) => `emoji-${name}.webp`),
    ...Object.keys(stickers).map((name) => `sticker-${name}.webp`),
  ]
  expect(readdirSync(join(root, 'apps/web/public/bank')).toSorted()).toEqual(drawn.toSorted())
})
