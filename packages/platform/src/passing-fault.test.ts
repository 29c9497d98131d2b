import { expect, test } from 'vitest'
import { messageOf, passesByItself } from './passing-fault.ts'

const fault = (code: string | undefined, message = 'some') => Object.assign(new Error(message), { code })

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', '57P03', '53300', '08006', '55P03', '25006'])(
  'a task that met %s may be run again',
  (code) => {
    expect(passesByItself(fault(code))).toBe(true)
    expect(passesByItself(new Error('migration service 7 failed', { cause: fault(code) }))).toBe(true)
  },
)

test.each(['42601', '42501', '28P01', '23505', '22023', 'ERR_INVALID_URL', undefined])(
  'a task that met %s needs somebody',
  (code) => expect(passesByItself(fault(code))).toBe(false),
)

test('a connection that ends under a task is no reason to give it up', () => {
  expect(passesByItself(fault(undefined, 'Connection terminated unexpectedly'))).toBe(true)
})

test('of a host with two addresses it is told why each of them failed', () => {
  const both = new AggregateError([
    new Error('connect ECONNREFUSED ::1:5'),
    new Error('connect ECONNREFUSED 127.0.0.1:5'),
  ])
  expect(messageOf(both)).toBe('connect ECONNREFUSED ::1:5; connect ECONNREFUSED 127.0.0.1:5')
})
