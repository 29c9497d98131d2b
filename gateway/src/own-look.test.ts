import { describe, expect, test } from 'vitest'
import { type LookTable, lookSheet } from './own-look.ts'

const table: LookTable = {
  colours: { paper: ['#f7f5f0', '#11171a'], ink: ['#1c2528', '#ece9e1'], accent: ['#0a5c55', '#7fd6cc'] },
  measures: { round: { unit: 'px', least: 0, most: 24 }, quick: { unit: 'ms', least: 0, most: 400 } },
  pairs: [
    ['ink', 'paper', 4.5],
    ['accent', 'paper', 4.5],
  ],
}
const sheet = (look: unknown) => lookSheet(JSON.stringify(look), table)

describe('the look of a deployment', () => {
  test('is a style sheet of its colours and measures, which gives way to who asks for contrast', () => {
    expect(sheet({ accent: ['#6a2f8e', '#d9b3f0'], round: '4px' })).toBe(
      ':root:not([data-contrast="more"]), :root:not([data-contrast="more"]) [data-theme="plain"] { --accent: light-dark(#6a2f8e, #d9b3f0); --round: 4px; }\n',
    )
  })

  test.each([
    [{ ink2: ['#000000', '#ffffff'] }, 'ink2 is none of what can be set: paper, ink, accent, round, quick'],
    [{ constructor: ['#000000', '#ffffff'] }, 'constructor is none of what can be set'],
    [{ ink: '#000000' }, 'ink must be two colours, for light and for dark'],
    [{ ink: ['#000000', '#fff'] }, 'ink must be two colours'],
    [{ ink: ['#000000', 'red; } * { background: url(//evil.example)'] }, 'ink must be two colours'],
    [{ round: '25px' }, 'round must be a whole number from 0 to 24 with its unit, as "0px"'],
    [{ round: '4px; } * { display: none' }, 'round must be a whole number'],
    [{ round: 4 }, 'round must be a whole number'],
    [{ quick: '40px' }, 'quick must be a whole number'],
  ])('that is %j is refused: %s', (look, reason) => {
    expect(() => sheet(look)).toThrow(`PAGE_LOOK: ${reason}`)
  })

  test('in which nobody could read is refused, also beside colours that are not set', () => {
    expect(() => sheet({ accent: ['#9fd8d2', '#7fd6cc'] })).toThrow(
      'PAGE_LOOK: accent on paper has a contrast of 1.5 in light, where 4.5 is the least',
    )
    expect(() => sheet({ paper: ['#1c2528', '#ece9e1'] })).toThrow('ink on paper has a contrast of 1.0 in dark')
  })

  test.each(['', '[]', 'null', '{"ink":'])('that is %j is told from JSON', (text) => {
    expect(() => lookSheet(text, table)).toThrow('PAGE_LOOK must name a file with a JSON object')
  })
})
