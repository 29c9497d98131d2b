/** A result as Markdown: for the terminal, and for docs/benchmarks.md. */
import { isReached, type Result, type Row, type Target } from '../scenarios/scenario.ts'
import { figureText } from './figure-text.ts'

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`

/** Columns as wide as their widest cell, figures to the right. */
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const width = head.map((_, place) => Math.max(3, ...[head, ...rows].map((row) => row[place]?.length ?? 0)))
  const pad = (row: readonly string[]) =>
    line(
      row.map((cell, place) => (place === 0 ? cell.padEnd(width[0] as number) : cell.padStart(width[place] as number))),
    )
  const rule = width.map((size, place) => (place === 0 ? '-'.repeat(size) : `${'-'.repeat(size - 1)}:`))
  return [pad(head), line(rule), ...rows.map(pad)].join('\n')
}

export const figuresTable = (rows: readonly Row[]): string => {
  const names = Object.keys(rows[0]?.figures ?? {})
  const cells = rows.map(({ name, figures }) => [name, ...names.map((what) => figureText(figures[what] ?? Number.NaN))])
  return table(['', ...names], cells)
}

const wanted = (target: Target) =>
  'most' in target ? `at most ${figureText(target.most)}` : `at least ${figureText(target.least)}`

const targetLine = (target: Target) =>
  `- ${isReached(target) ? 'reached' : '**MISSED**'}: ${target.what}: ${figureText(target.reached)}, ${wanted(target)}`

const noteLine = ({ name, note }: Row) => (note ? [`- ${name}, ${note}`] : [])

/** Table, targets and notes, each where there are any. */
export const resultText = ({ rows, targets }: Result): string =>
  [figuresTable(rows), targets.map(targetLine).join('\n'), rows.flatMap(noteLine).join('\n')]
    .filter((part) => part !== '')
    .join('\n\n')
