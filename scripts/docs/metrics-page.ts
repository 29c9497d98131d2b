/** `docs/metrics.md`: every metric of every process, from the tables by which they count. */
import { measured } from '@parley/platform'
import { type MetricTable, processMetrics, serviceMetrics } from '@parley/service-kit'
import { code, table } from './markdown.ts'
import { fill, generated, readFragments } from './template.ts'

const metrics = (rows: MetricTable) =>
  table(
    ['Metric', 'Type', 'Labels', 'What it is'],
    Object.entries(rows).map(([name, { type, labels, help }]) => [
      code(name),
      type,
      labels.map(code).join(', ') || 'none',
      help,
    ]),
  )

/** What a table adds to those below it. */
const besides = (rows: MetricTable, base: MetricTable): MetricTable =>
  Object.fromEntries(Object.entries(rows).filter(([name]) => !(name in base)))

export const metricsPage = async (): Promise<string> => {
  const prose = await readFragments(new URL('./metrics/', import.meta.url))
  const names = [...measured.keys()]
  const own = (process: string) => besides(measured.get(process) ?? {}, serviceMetrics)
  const hasOwn = (process: string) => Object.keys(own(process)).length > 0
  const section = (process: string) =>
    [
      `## ${process.slice(0, 1).toUpperCase()}${process.slice(1)}`,
      `Besides those of every ${process === 'gateway' ? 'process' : 'service'}:`,
      metrics(own(process)),
    ].join('\n\n')
  const parts = {
    process: metrics(processMetrics),
    service: metrics(besides(serviceMetrics, processMetrics)),
    processes: names.filter(hasOwn).map(section).join('\n\n'),
  }
  return generated(fill(prose, parts))
}
