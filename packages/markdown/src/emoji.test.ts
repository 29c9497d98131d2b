import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emojiNamesIn, splitEmoji } from './emoji.ts'

const known = new Set(['party', 'احتفال', 'a_b'])
const split = (text: string) => splitEmoji(text, (name) => (known.has(name) ? name : undefined))

describe('a text', () => {
  test.each([
    ['a :party: here', ['a ', ':party:', ' here']],
    [':party::a_b:', [':party:', ':a_b:']],
    ['10:30:party:', ['10:30', ':party:']],
    [':party:a_b:', [':party:', 'a_b:']],
    ['مرحبا :احتفال:', ['مرحبا ', ':احتفال:']],
    [':nobody: :p: ::', [':nobody: :p: ::']],
    ['', ['']],
  ])('%s is split at the emoji that there are', (text, pieces) => {
    expect(split(text).map((piece) => piece.text)).toEqual(pieces)
    for (const { text: said, emoji } of split(text)) if (emoji) expect(said).toBe(`:${emoji}:`)
  })

  test('names each once, whether there is such an emoji or not', () => {
    expect(emojiNamesIn('10:30:45 :party: and :party:')).toEqual(['30', 'party'])
  })

  test('loses nothing when it is split', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom(':', 'party', 'a_b', ' ', 'x', '\n')), (parts) => {
        const text = parts.join('')
        const joined = split(text).map((piece) => piece.text)
        expect(joined.join('')).toBe(text)
      }),
    ))
})
