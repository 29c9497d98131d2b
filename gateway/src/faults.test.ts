import { Failure } from '@parley/protocol'
import { makeLog } from '@parley/service-kit'
import { expect, test } from 'vitest'
import { errorOf } from './faults.ts'

const keep = () => {
  const lines: string[] = []
  return { lines, log: makeLog('test', 'trace', { write: (line) => void lines.push(line) }) }
}

test('a failure that was raised for the client is told as it is, and is no matter for the log', () => {
  const { lines, log } = keep()
  expect(errorOf(new Failure('RATE_LIMITED', { retry_ms: 7 }), 'a request', log, { session: 's1' })).toMatchObject({
    code: 1003,
    retry_ms: 7,
  })
  expect(lines).toEqual([])
})

test('what nobody foresaw is told as a trace alone, under which the log has the cause', () => {
  const { lines, log } = keep()
  const { code, trace, ...rest } = errorOf(new Error('the floor is gone'), 'a request', log, { session: 's1' })
  expect(code).toBe(1006)
  expect(JSON.stringify(rest)).not.toContain('floor')
  expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ level: 50, trace, err: { message: 'the floor is gone' } })
})
