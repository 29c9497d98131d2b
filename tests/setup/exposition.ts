/** What a process tells Prometheus, read. */
import type { RunningService } from '@parley/service-kit'
import type { World } from './world.ts'

export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const readSample = (line: string): Sample => {
  const [, name = '', labels = '', value] = /^([a-z_0-9]+)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? []
  const pairs = [...labels.matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, label, text]) => [label, text])
  return { name, labels: Object.fromEntries(pairs), value: Number(value) }
}

export const readExposition = (text: string): Sample[] =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(readSample)

export const scrape = async ({ metricsPort }: RunningService): Promise<Sample[]> => {
  const response = await fetch(`http://127.0.0.1:${metricsPort}/metrics`)
  if (!response.ok) throw new Error(`/metrics answered ${response.status}`)
  return readExposition(await response.text())
}

/** Of all parts of a world. */
export const scrapeAll = async ({ gateways, services }: World): Promise<Sample[]> =>
  (await Promise.all([...gateways, ...[...services.values()].flat()].map(scrape))).flat()

/** The sum over all series that have these labels, or undefined where there is none. */
export const sumOf = (samples: readonly Sample[], name: string, labels: Sample['labels'] = {}): number | undefined => {
  const found = samples.filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  )
  return found.length > 0 ? found.reduce((sum, { value }) => sum + value, 0) : undefined
}
