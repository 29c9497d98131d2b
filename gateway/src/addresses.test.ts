import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { addressOf, type IsTrusted } from './addresses.ts'

const request = (remoteAddress: string | undefined, forwarded?: string | string[]) =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage

const nobody: IsTrusted = () => false
const ours: IsTrusted = (address) => address.startsWith('10.')

describe('the address that a request comes from', () => {
  test.each([
    ['is that of the connection', request('192.0.2.1'), nobody, '192.0.2.1'],
    ['is not what a stranger says it is', request('192.0.2.1', '127.0.0.1'), nobody, '192.0.2.1'],
    ['is what a proxy of ours says it is', request('10.0.0.1', '192.0.2.1'), ours, '192.0.2.1'],
    ['is what the outermost proxy of ours says', request('10.0.0.1', '192.0.2.1, 10.0.0.2'), ours, '192.0.2.1'],
    ['is not what somebody said to a proxy of ours', request('10.0.0.1', '127.0.0.1, 192.0.2.1'), ours, '192.0.2.1'],
    ['is put together from several headers', request('10.0.0.1', ['127.0.0.1', '192.0.2.1']), ours, '192.0.2.1'],
    ['is the proxy where it says nothing', request('10.0.0.1', ' , '), ours, '10.0.0.1'],
    ['is the connection where all are ours', request('10.0.0.1', '10.0.0.2'), ours, '10.0.0.1'],
    ['is empty where there is none', request(undefined), nobody, ''],
  ])('%s', (_, from, isTrusted, address) => {
    expect(addressOf(from, isTrusted)).toBe(address)
  })
})
