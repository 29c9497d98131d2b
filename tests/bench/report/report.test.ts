import { expect, test } from 'vitest'
import type { Result } from '../scenarios/scenario.ts'
import { figureText } from './figure-text.ts'
import { resultText } from './markdown.ts'
import { plot } from './plot.ts'

const result: Result = {
  title: 'Rooms & more',
  rows: [
    { name: 'Parley', figures: { 'CPU µs': 3.456, lost: 0 }, note: 'gateway 2.1' },
    { name: 'bare ws', figures: { 'CPU µs': 12_345, lost: Number.NaN } },
  ],
  targets: [
    { what: 'CPU µs', reached: 3.456, most: 4 },
    { what: 'sends/s', reached: 4.9, least: 5 },
    { what: 'never measured', reached: Number.NaN, most: 1 },
  ],
  plotted: ['CPU µs', 'lost'],
}

test('a figure has as many digits as say something', () => {
  const figures = [0, 7, 12_345, 1_234_567.8, 123.4, 12.34, 1.234, 0.0123, Number.NaN]
  expect(figures.map(figureText)).toEqual(['0', '7', '12,345', '1,234,568', '123', '12.3', '1.23', '0.0123', '-'])
})

test('a target that is missed, or was not measured, is marked', () => {
  const lines = resultText(result).split('\n')
  expect(lines.filter((line) => line.startsWith('- reached'))).toEqual(['- reached: CPU µs: 3.46, at most 4'])
  expect(lines.filter((line) => line.includes('MISSED'))).toHaveLength(2)
})

test('every figure that is drawn has a bar for every contestant, the longest for the largest', () => {
  const svg = plot(result)
  const lengths = [...svg.matchAll(/<rect class="(ours|other)"[^>]* width="([\d.]+)"/g)].map(([, side, length]) => [
    side,
    Number(length),
  ])
  expect(lengths).toEqual([
    ['ours', 1],
    ['other', 428],
    ['ours', 0],
    ['other', 0],
  ])
  expect(svg).toContain('aria-label="Rooms &amp; more"')
})
