import { portraitKeys } from '@parley/wire'
import { expect, test } from 'vitest'
import { pictureKeys } from './pictures.ts'

test('no picture of a room or space, nor of its bank, is taken for one of somebody, of which another service is asked', () => {
  const keys = [...Object.values(pictureKeys), ...Object.values(portraitKeys)]
  expect(new Set(keys).size).toBe(keys.length)
})
