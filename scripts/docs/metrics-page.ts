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
  const own = (process: string) => metrics(besides(measured.get(process) ?? {}, serviceMetrics))
  const parts = {
    process: metrics(processMetrics),
    service: metrics(besides(serviceMetrics, processMetrics)),
    gateway: own('gateway'),
    auth: own('auth'),
    chat: own('chat'),
  }
  return generated(fill(prose, parts))
}
