import { readConfig } from '@parley/service-kit'
import { expect, test } from 'vitest'
import { gatewayConfig } from './config.ts'
import { ratesOf, seatLimitsOf } from './limits.ts'

const config = readConfig(gatewayConfig, {})

test('each rate is one of its own, named by the setting that it comes from', () => {
  for (const { setting, perSecond, atOnce } of Object.values(ratesOf(config))) {
    expect(atOnce, setting).toBeGreaterThan(perSecond)
    if (setting.startsWith('RATE_')) expect(config, setting).toMatchObject({ [setting]: perSecond })
  }
})

test('all sockets of an account may come back at once', () => {
  const { handshake } = ratesOf(config)
  expect(handshake.atOnce).toBeGreaterThanOrEqual(config.CONNECTIONS_PER_ACCOUNT)
})

test('ten thousand who share an address refresh in time: an access token is good for five minutes', () => {
  expect(ratesOf(config).refresh.perSecond * 300).toBeGreaterThanOrEqual(10_000)
})

test('sockets leave room for a connection over HTTP, whatever the system lets be open', () => {
  expect(seatLimitsOf(config, Number.POSITIVE_INFINITY).CONNECTIONS).toBe(config.CONNECTIONS)
  expect(seatLimitsOf(config, 20_000).CONNECTIONS).toBe(19_000)
  expect(seatLimitsOf(config, 824).CONNECTIONS).toBe(412)
})
