import { describe, expect, test } from 'vitest'
import { isEndpoint } from './endpoint.ts'
import { retrySecondsOf } from './posting.ts'
import { isSecret } from './relay.ts'
import { publicOf } from './vapid.ts'

describe('an endpoint', () => {
  test.each([
    'https://fcm.googleapis.com/fcm/send/abc',
    'https://push.example.org:8443/x?y=z',
    'https://93.184.216.34/x',
    'https://[2606:2800:220:1::1]/x',
  ])('is a public address over https: %s', (text) => {
    expect(isEndpoint(text, false)).toBe(true)
  })

  test.each([
    'http://push.example.org/x',
    'https://ann:secret@push.example.org/x',
    'https://localhost/x',
    'https://push.localhost/x',
    'https://nats/x',
    'https://metadata.internal/x',
    'https://127.0.0.1/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://10.1.2.3/x',
    'https://169.254.169.254/latest',
    'https://[::1]/x',
    'https://[::ffff:192.168.0.1]/x',
    'https://[fd00::1]/x',
    'https://',
    'ftp://push.example.org',
  ])('is nothing else: %s', (text) => {
    expect(isEndpoint(text, false)).toBe(false)
  })
})

test('Retry-After is a number of seconds or a moment, and at most a day', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  const said = ['120', 'Thu, 01 Jan 2026 00:01:00 GMT', 'Wed, 31 Dec 2025 00:00:00 GMT', '99999999', 'soon', undefined]
  expect(said.map((header) => retrySecondsOf(header, now))).toEqual([120, 60, 0, 86_400, 0, 0])
})

test('a secret of the relay is as Standard Webhooks has it, and a key of push one of P-256', () => {
  const base64 = (bytes: number) => Buffer.alloc(bytes, 7).toString('base64')
  expect([24, 64, 23, 65].map((bytes) => isSecret(`whsec_${base64(bytes)}`))).toEqual([true, true, false, false])
  expect([base64(32), 'whsec_', ''].map(isSecret)).toEqual([false, false, false])
  const key = Buffer.alloc(32, 7).toString('base64url')
  expect(Buffer.from(publicOf(key) ?? '', 'base64url')).toHaveLength(65)
  expect([`${key}A`, '', Buffer.alloc(32).toString('base64url'), 'ü'.repeat(43)].map(publicOf)).toEqual(
    Array(4).fill(undefined),
  )
})
