import { Failure } from '@parley/protocol'
import { expect, test } from 'vitest'
import { makeLog } from './log.ts'
import { NotConnected } from './postgres-faults.ts'
import { errorOf } from './told.ts'

const keep = () => {
  const lines: string[] = []
  return { lines, log: makeLog('test', 'trace', { write: (line) => void lines.push(line) }) }
}

const told = { what: 'a request', whom: { session: 's1' } }

test('a failure that was raised for the client is told as it is, and is no matter for the log', () => {
  const { lines, log } = keep()
  expect(errorOf(new Failure('RATE_LIMITED', { retry_ms: 7 }), { ...told, log })).toMatchObject({
    code: 1003,
    retry_ms: 7,
  })
  expect(lines).toEqual([])
})

test('what nobody foresaw is told as a trace alone, under which the log has the cause', () => {
  const { lines, log } = keep()
  const { code, trace, ...rest } = errorOf(new Error('the floor is gone'), { ...told, log })
  expect(code).toBe(1006)
  expect(JSON.stringify(rest)).not.toContain('floor')
  expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ level: 50, trace, err: { message: 'the floor is gone' } })
})

test('a failure that its command does not declare is told as one that nobody foresaw', () => {
  const { lines, log } = keep()
  const undeclared = { ...told, log, isDeclared: () => false }
  expect(errorOf(new Failure('ROOM_NOT_FOUND'), undeclared)).toMatchObject({ name: 'INTERNAL' })
  expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ level: 50, session: 's1', msg: 'a request failed' })
})

test('where the database is away the caller may come again, and no trace is made', () => {
  const { lines, log } = keep()
  const error = errorOf(new NotConnected(new Error('gone')), { ...told, log })
  expect(error).toMatchObject({ name: 'UNAVAILABLE', retry_ms: 500 })
  expect(error).not.toHaveProperty('trace')
  expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ level: 40, session: 's1' })
})
