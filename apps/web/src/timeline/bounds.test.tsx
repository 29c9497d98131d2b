/** What one message can become on everybody's page, whatever is in it. */

import { mostDepth, mostPieces } from '@parley/markdown'
import fc from 'fast-check'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { isVisible } from '../tame.ts'
import { hostileTexts } from './hostile-texts.ts'
import { Markdown } from './markdown.tsx'

/** Of frames that a piece may have around it, as a table and a block of code do. */
const frames = 3

const measure = (text: string) => {
  const html = renderToStaticMarkup(<Markdown text={text} />)
  let [elements, depth, deepest] = [0, 0, 0]
  for (const [tag] of html.matchAll(/<[^>]*>/g)) {
    if (tag.startsWith('</')) depth--
    else {
      elements++
      deepest = Math.max(deepest, depth + 1)
      if (!tag.endsWith('/>')) depth++
    }
  }
  return { elements, deepest, shown: html.replaceAll(/<[^>]*>/g, '') }
}

const expectBounded = (text: string) => {
  const { elements, deepest, shown } = measure(text)
  expect(elements).toBeLessThanOrEqual(mostPieces)
  expect(deepest).toBeLessThanOrEqual(mostDepth + frames)
  expect(shown).not.toMatch(/(?:\p{M}\p{Cf}*){9}/u)
  expect(shown).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
  expect(isVisible(shown)).toBe(true)
}

describe('the elements, depth and marks of a message are bounded', () => {
  test.each(Object.entries(hostileTexts))('for %s', (_, text) => expectBounded(text))

  const tokens = fc.constantFrom(
    ...[
      'a',
      'b c',
      ' ',
      '    ',
      '\n',
      '\n\n',
      '\t',
      '*',
      '**',
      '_',
      '~',
      '~~',
      '`',
      '```',
      '```\n',
      '~~~\n',
      '[',
      ']',
      '](a)',
      '(',
      ')',
    ],
    ...[
      '![',
      '<',
      '>',
      '> ',
      '- ',
      '+ ',
      '1. ',
      '1) ',
      '- [ ] ',
      '# ',
      '===\n',
      '---\n',
      '***\n',
      '|',
      '|-',
      '|a',
      ':-:',
      '\\',
      '&',
      '&amp;',
    ],
    ...[
      '&#x301;',
      '&#8238;',
      '<b>',
      '</b>',
      '<!--',
      '<a:b>',
      'http://a.b',
      'www.a.b',
      'a@b.c',
      '[a]: b\n',
      '!',
      '.',
      ':',
      '😀',
      '\u0301',
      '\u202e',
      '\u200d',
    ],
  )
  const phrase = fc.array(tokens, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''))
  /** Many of one thing, one in the other, and a bit of everything: what the worst cases are made of. */
  const text = fc
    .oneof(
      phrase,
      fc.tuple(phrase, phrase, phrase).map(([a, b, c]) => a.repeat(2000 / a.length) + b + c.repeat(2000 / c.length)),
      fc.tuple(phrase, phrase).map(([a, b]) => a.repeat(400) + b.repeat(400)),
      fc.array(phrase, { maxLength: 300, size: 'max' }).map((parts) => parts.join('')),
    )
    .map((written) => [...written].slice(0, 4000).join(''))
    .filter((written) => /\S/.test(written))

  test('for whatever looks like markdown', () => {
    fc.assert(fc.property(text, expectBounded))
  })
})
