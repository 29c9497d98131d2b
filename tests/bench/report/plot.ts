/** Bars as SVG, one panel with a scale of its own for each figure; readable on light and dark pages. */
import type { Result, Row } from '../scenarios/scenario.ts'
import { figureText } from './figure-text.ts'

const width = 720
const margin = 16
const nameWidth = 170
const valueWidth = 90
const barHeight = 22
const rowHeight = 30
const headHeight = 34
const longestBar = width - 2 * margin - nameWidth - valueWidth

const style = `
  text { font: 14px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .ours { fill: #0969da }
  .other { fill: #8c959f }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .ours { fill: #4493f8 }
    .other { fill: #6e7681 }
  }`

const inXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const bar = (row: Row, value: number, longest: number, y: number): string => {
  const length = longest > 0 && value > 0 ? Math.max(1, (value / longest) * longestBar) : 0
  const left = margin + nameWidth
  const middle = y + barHeight / 2 + 5
  const side = row.name.startsWith('Parley') ? 'ours' : 'other'
  return (
    `<text x="${left - 10}" y="${middle}" text-anchor="end">${inXml(row.name)}</text>` +
    `<rect class="${side}" x="${left}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" rx="3"/>` +
    `<text x="${(left + length + 8).toFixed(1)}" y="${middle}">${figureText(value)}</text>`
  )
}

const panelHeight = (rows: readonly Row[]) => headHeight + rows.length * rowHeight + margin

const panel = (what: string, rows: readonly Row[], top: number): string => {
  const values = rows.map(({ figures }) => figures[what] ?? Number.NaN)
  const longest = Math.max(...values.filter((value) => !Number.isNaN(value)))
  const bars = rows.map((row, place) =>
    bar(row, values[place] as number, longest, top + headHeight + place * rowHeight),
  )
  return [`<text class="title" x="${margin}" y="${top + 20}">${inXml(what)}</text>`, ...bars].join('\n')
}

export const plot = ({ title, rows, plotted }: Result): string => {
  const height = margin + plotted.length * panelHeight(rows)
  const panels = plotted.map((what, place) => panel(what, rows, margin + place * panelHeight(rows)))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${inXml(title)}">
<style>${style}
</style>
${panels.join('\n')}
</svg>
`
}
