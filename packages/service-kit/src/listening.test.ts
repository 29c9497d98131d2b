import { expect, test } from 'vitest'
import { hostFor } from './listening.ts'

const own = (family: 'IPv4' | 'IPv6', internal = false) => ({ family, internal })
const loopback = [own('IPv4', true), own('IPv6', true)]

test.each([
  ['0.0.0.0', { lo: loopback, eth0: [own('IPv6')] }, '::', 'that has IPv6 alone'],
  ['0.0.0.0', { lo: loopback, eth0: [own('IPv4'), own('IPv6')] }, '0.0.0.0', 'that has both'],
  ['0.0.0.0', { lo: loopback, eth0: [own('IPv4')] }, '0.0.0.0', 'that has IPv4 alone'],
  ['0.0.0.0', { lo: loopback }, '0.0.0.0', 'without a network'],
  ['127.0.0.1', { lo: loopback, eth0: [own('IPv6')] }, '127.0.0.1', 'of whatever kind'],
  ['::', { lo: loopback, eth0: [own('IPv4')] }, '::', 'of whatever kind'],
] as const)('with HOST %s and %j a server listens at %s on a machine %s', (host, interfaces, at, _) => {
  expect(hostFor(host, interfaces)).toBe(at)
})
