import { expect, test } from 'vitest'
import { makeMetrics, makeRegistry } from './metrics.ts'
import { counter, gauge, histogram } from './table.ts'

const table = {
  parley_lines_total: counter('lines', ['color', 'end']),
  parley_height: gauge('height'),
  parley_wait_seconds: histogram('waiting', [0.1, 1], ['who']),
}

const tell = async (metrics: ReturnType<typeof makeMetrics<typeof table>>): Promise<string[]> =>
  (await makeRegistry('test', table, metrics).metrics()).split('\n').filter((line) => line.startsWith('parley_'))

test('counts are told as they stand when somebody asks, each by its labels', async () => {
  const metrics = makeMetrics(table)
  const red = metrics.parley_lines_total.of({ color: 'red', end: 'round' })
  red.value += 3
  metrics.parley_lines_total.of({ end: 'round', color: 'red' }).value++
  metrics.parley_lines_total.of({ color: 'blue', end: 'a "b"\n' })
  let height = 7
  metrics.parley_height.watch(() => height)
  height = 8
  expect(await tell(metrics)).toEqual([
    'parley_lines_total{color="red",end="round",process="test"} 4',
    'parley_lines_total{color="blue",end="a \\"b\\"\\n",process="test"} 0',
    'parley_height{process="test"} 8',
  ])
})

test('a histogram tells how many were up to each bound, all of them, and their sum', async () => {
  const metrics = makeMetrics(table)
  const waits = metrics.parley_wait_seconds.of({ who: 'me' })
  for (const seconds of [0.05, 0.1, 0.5, 2]) waits.observe(seconds)
  expect(await tell(metrics)).toEqual([
    'parley_wait_seconds_bucket{who="me",le="0.1",process="test"} 2',
    'parley_wait_seconds_bucket{who="me",le="1",process="test"} 3',
    'parley_wait_seconds_bucket{who="me",le="+Inf",process="test"} 4',
    'parley_wait_seconds_sum{who="me",process="test"} 2.65',
    'parley_wait_seconds_count{who="me",process="test"} 4',
  ])
})

test('a number that cannot be read, or hangs, is left out and keeps no other from being told', async () => {
  const metrics = makeMetrics(table)
  metrics.parley_lines_total.watch(() => Promise.reject(new Error('no')), { color: 'red', end: 'round' })
  metrics.parley_lines_total.watch(async () => 5, { color: 'blue', end: 'round' })
  metrics.parley_height.watch(() => new Promise<number>(() => {}))
  expect(await tell(metrics)).toEqual(['parley_lines_total{color="blue",end="round",process="test"} 5'])
})
