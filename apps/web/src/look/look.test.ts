import { expect, test } from 'vitest'
import { attributesOf, readLook } from './look.ts'

const usual = { scheme: 'system', contrast: 'system', density: 'comfortable', motion: 'system' }

test('the page looks as the system says until somebody chooses, and as they chose from then on', () => {
  expect(readLook(null)).toEqual(usual)
  expect(readLook('{"scheme":"dark","density":"compact"}')).toEqual({ ...usual, scheme: 'dark', density: 'compact' })
})

test('what another release or another program has kept is no look', () => {
  for (const kept of ['', '{', 'null', '[]', '7', '{"scheme":"neon","density":["compact"],"more":1}'])
    expect(readLook(kept)).toEqual(usual)
})

test('who asks the system for contrast has it, unless they chose otherwise here', () => {
  const look = readLook(null)
  expect(attributesOf(look, true).contrast).toBe('more')
  expect(attributesOf(look, false).contrast).toBe('usual')
  expect(attributesOf({ ...look, contrast: 'usual' }, true).contrast).toBe('usual')
  expect(attributesOf({ ...look, contrast: 'more' }, false).contrast).toBe('more')
})
