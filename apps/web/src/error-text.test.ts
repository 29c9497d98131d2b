import { ParleyError } from '@parley/client'
import { errorBody, errors } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { errorText, faultyField } from './error-text.ts'
import { errorWords } from './error-words.ts'

const blamesOthers = /server|connection|reached/i

describe('a fault of the page is never told as one of the server or the network', () => {
  test.each([
    new TypeError("Cannot read properties of undefined (reading 'user')"),
    new DOMException('The operation is insecure.', 'SecurityError'),
    new Error(''),
    new RangeError('x'.repeat(5_000)),
    'thrown text',
    undefined,
    null,
    { body: {} },
  ])('%s', (fault) => {
    expect(errorText(fault)).toMatch(/^Something went wrong on this page/)
    expect(errorText(fault)).not.toMatch(blamesOthers)
    expect(errorText(fault).length).toBeLessThan(500)
  })
})

test('what the catalogues have of errors is what the protocol says of them', () => {
  for (const [name, words] of Object.entries(errorWords)) expect(words).toBe(errors[name as keyof typeof errors].text)
})

test.each([
  [9_001, 'Wait 10 s'],
  [21_600_000, 'Wait 360 minutes'],
])('how long one waits is said as people do: %i ms', (retry_ms, said) => {
  expect(errorText(new ParleyError(errorBody('SLOW_MODE', { retry_ms })))).toContain(said)
})

test('how many there may be is said as a number', () => {
  expect(
    errorText(new ParleyError(errorBody('TOO_MANY_CONTACTS', { limit: 'CONTACTS_PER_ACCOUNT', most: 7 }))),
  ).toMatch(/^You have 7 contacts already/)
})

test('what a filter says to whom it stops is told behind what happened', () => {
  expect(errorText(new ParleyError(errorBody('MESSAGE_STOPPED', { why: 'Be kind' })))).toMatch(/\. Be kind$/)
})

test('each error of the protocol is told in words, and none as a fault of the page', () => {
  for (const name of Object.keys(errors) as (keyof typeof errors)[]) {
    expect(errorText(new ParleyError(errorBody(name)))).toMatch(/^[A-Z].*\.$/s)
    expect(errorText(new ParleyError(errorBody(name)))).not.toContain('on this page')
    expect(errorText(new ParleyError(errorBody(name)))).not.toMatch(/[`{}]|\b[a-z]+_[a-z]+\b/)
  }
})

test('what is wrong with an input is told at its field, also where a name is taken or a password wrong', () => {
  expect(faultyField(new ParleyError(errorBody('BAD_INPUT', { at: '/name', why: 'is too long' })))).toBe('name')
  expect(faultyField(new ParleyError(errorBody('USERNAME_TAKEN')))).toBe('username')
  expect(faultyField(new ParleyError(errorBody('LOGIN_FAILED')))).toBe('password')
  expect(faultyField(new ParleyError(errorBody('RATE_LIMITED')))).toBeUndefined()
})
