import { expect, test } from 'vitest'
import { makeDoor } from './doors.ts'

const opens = (allowed: string[], denied: string[]) => {
  const door = makeDoor(allowed, denied)
  return (address: string): boolean => {
    try {
      door(address)
      return true
    } catch {
      return false
    }
  }
}

test('without lists one comes in from everywhere', () => {
  expect(['192.0.2.1', '2001:db8::1', ''].every(opens([], []))).toBe(true)
})

test('nobody comes in from what is denied, in either family, to the last address of a network', () => {
  const open = opens([], ['192.0.2.0/25', '2001:db8:1::/48', '198.51.100.7'])
  expect(['192.0.2.0', '192.0.2.127', '198.51.100.7', '2001:db8:1:ffff::1'].some(open)).toBe(false)
  expect(['192.0.2.128', '198.51.100.8', '2001:db8:2::', ''].every(open)).toBe(true)
})

test('where some are allowed nobody else comes in, nor who is denied besides, nor who is not known', () => {
  const open = opens(['192.0.2.0/24', 'loopback', '2001:db8::/32'], ['192.0.2.9'])
  expect(['192.0.2.1', '127.0.0.1', '::1', '2001:db8::9'].every(open)).toBe(true)
  expect(['192.0.2.9', '198.51.100.1', '2001:db9::1', ''].some(open)).toBe(false)
})
