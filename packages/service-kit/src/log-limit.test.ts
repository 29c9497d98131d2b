import { pino } from 'pino'
import { expect, test } from 'vitest'
import { limitLines } from './log-limit.ts'

interface Line {
  readonly level: number
  readonly msg: string
  readonly left_out?: number
}

const start = () => {
  const lines: Line[] = []
  const clock = { now: 0 }
  const to = { write: (line: string) => void lines.push(JSON.parse(line)) }
  return { lines, clock, log: pino({ level: 'trace', hooks: { logMethod: limitLines(() => clock.now) } }, to) }
}

test('of warnings with one text so many are written in a second, and then how many were not', () => {
  const { lines, clock, log } = start()
  for (let place = 0; place < 1_000; place++) log.warn({ place }, 'no way')
  expect(lines).toHaveLength(20)
  clock.now = 1_000
  log.warn({ place: 'after' }, 'no way')
  expect(lines.at(-1)).toMatchObject({ place: 'after', left_out: 980 })
  clock.now = 2_000
  log.warn('no way')
  expect(lines.at(-1)?.left_out).toBeUndefined()
})

test('a flood of one text leaves room for others, and for what is no warning', () => {
  const { lines, log } = start()
  for (let place = 0; place < 100; place++) {
    log.error('one')
    log.info('news')
  }
  log.error('other')
  expect(lines.filter(({ msg }) => msg === 'one')).toHaveLength(20)
  expect(lines.filter(({ msg }) => msg === 'news')).toHaveLength(100)
  expect(lines.at(-1)).toMatchObject({ level: 50, msg: 'other' })
})
