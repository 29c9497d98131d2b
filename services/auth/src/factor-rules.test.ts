import { describe, expect, test } from 'vitest'
import { isTotpForm, newRecoveryCodes, normalCode, recoveryText, stepMs, stepOf, totpKeyOf } from './factor-rules.ts'

/** RFC 6238, appendix B: of its codes of eight digits the last six. */
const secret = Buffer.from('12345678901234567890')
const vectors = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const

describe('the code of an app', () => {
  test.each(vectors)('of second %i is %s, as in the standard, and good one step before and after', (second, code) => {
    const step = Math.floor(second / 30)
    for (const steps of [-1, 0, 1]) expect(stepOf(secret, code, second * 1_000 + steps * stepMs)).toBe(step)
    for (const steps of [-2, 2]) expect(stepOf(secret, code, second * 1_000 + steps * stepMs)).toBeUndefined()
  })

  test.each(['', '28708', '2870820', '28708a', 'x'.repeat(64)])('is not %j', (typed) => {
    expect(stepOf(secret, typed, 59_000)).toBeUndefined()
  })

  test('is made from a key that is written as apps read it, with names of any script', () => {
    const { secret: key, uri } = totpKeyOf(secret, 'chat.example', 'ada:l')
    expect(key).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
    const { protocol, pathname, searchParams } = new URL(uri)
    expect([protocol, decodeURIComponent(pathname)]).toEqual(['otpauth:', expect.stringContaining('chat.example:ada')])
    expect([searchParams.get('secret'), searchParams.get('issuer')]).toEqual([key, 'chat.example'])
  })
})

test.each([
  [' 123 456 ', '123456'],
  ['123\u2013456', '123456'],
  ['١٢٣٤٥٦', '123456'],
  ['۱۲۳۴۵۶', '123456'],
  ['１２３４５６', '123456'],
  ['\u200e123456\u200f', '123456'],
  ['abcd-efgh', 'ABCDEFGH'],
])('a code typed as %j is looked at as %s', (typed, code) => {
  expect(normalCode(typed)).toBe(code)
})

test.each(['12345', '1234567', '12345A', '१२३४५६'])('%j has not the form of what an app shows', (typed) => {
  expect(isTotpForm(normalCode(typed))).toBe(false)
})

test('recovery codes are ten, of 120 bits, all others each time, and read aloud without harm', () => {
  const codes = [...newRecoveryCodes(), ...newRecoveryCodes()]
  expect(new Set(codes).size).toBe(20)
  for (const code of codes) {
    expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
    const misread = code.replaceAll('0', 'o').replaceAll('1', 'l').toLowerCase()
    expect(recoveryText(normalCode(misread))).toBe(normalCode(code))
    expect(isTotpForm(normalCode(code))).toBe(false)
  }
})
