/** Whom a deployment believes, as its manifests set it: what it must, and no more. */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { edgeOf, gatewayConfig } from '@parley/gateway'
import { processes } from '@parley/platform'
import { makeLog, readConfig } from '@parley/service-kit'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type Any, hasKubectl, Manifests, overlays } from './manifests.ts'
import { variablesOf } from './settings.ts'

const nothing = makeLog('test', 'silent')

const requestFrom = (remoteAddress: string, headers: Record<string, string> = {}) => {
  const all = { host: 'chat.example.org', ...headers }
  const rawHeaders = Object.entries(all).flat()
  return { socket: { remoteAddress }, headers: all, rawHeaders, url: '/', method: 'GET' } as unknown as IncomingMessage
}

/** A gateway's view of who asks, with these of its settings. */
const edgeWith = (values: Record<string, string | undefined>) =>
  edgeOf(readConfig(gatewayConfig, { ...values, NATS_URL: '' }), nothing)

describe.skipIf(!hasKubectl).each(overlays)('with the manifests of %s', (overlay) => {
  const manifests = hasKubectl ? new Manifests(overlay) : (undefined as never)
  const valuesOf = (name: string) =>
    Object.fromEntries(
      [...variablesOf(manifests, manifests.get('Deployment', `parley-${name}`)).values()].map((variable) => [
        variable.name,
        variable.value,
      ]),
    )
  const [ingress, client] = ['10.1.2.3', '203.0.113.7']

  test.each([
    ['everybody has the address that the ingress controller names', ingress, client, client],
    ['nobody has the address that they named to it', ingress, `198.51.100.1, ${client}`, client],
    ['nobody in a private network chooses another address', ingress, '198.51.100.1, 10.9.9.9', '10.9.9.9'],
    [
      'nobody in a private network pretends to be a row of proxies',
      ingress,
      '1.2.3.4, 10.0.0.1, 192.168.1.9',
      '192.168.1.9',
    ],
    ['nobody from outside is believed', client, '198.51.100.1', client],
  ])('%s', (_, peer, forwarded, address) => {
    const edge = edgeWith(valuesOf('gateway'))
    expect(edge.addressOf(requestFrom(peer, { 'x-forwarded-for': forwarded }))).toBe(address)
  })

  test('every host of the Ingress is one that gateways and services answer to, and no other is', () => {
    const { rules, tls } = manifests.get('Ingress', 'parley-gateway').spec
    const hosts = rules.flatMap(({ host }: Any) => host ?? [])
    const edge = edgeWith(valuesOf('gateway'))
    for (const host of hosts) {
      expect(() => edge.checkHost(requestFrom(ingress, { host }))).not.toThrow()
      for (const [name, table] of processes) {
        const url = `${tls ? 'https' : 'http'}://${host}`
        if ('PUBLIC_URL' in table) expect(valuesOf(name).PUBLIC_URL, name).toBe(url)
      }
    }
    expect(() => edge.checkHost(requestFrom(ingress, { host: 'evil.example' }))).toThrow('HOST_UNKNOWN')
  })
})

describe('with compose.yaml', () => {
  const composed = async () => {
    const text = await readFile(new URL('../../../compose.yaml', import.meta.url), 'utf8')
    const { services } = parse(text.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1'), { merge: true }) as Any
    const environmentOf = (name: string): Record<string, string> => services[name].environment
    /** Without what lies in files that are made at the first start. */
    const plainOf = (name: string): Record<string, string> =>
      Object.fromEntries(Object.entries(environmentOf(name)).filter(([setting]) => !setting.endsWith('_FILE')))
    return { environmentOf, plainOf }
  }

  test('each process is told settings that it has, with values that it takes', async () => {
    const { environmentOf } = await composed()
    for (const [name, table] of processes)
      for (const [variable, value] of Object.entries(environmentOf(name))) {
        const setting = variable.replace(/_FILE$/, '')
        expect(Object.keys(table), name).toContain(setting)
        if (setting === variable) expect(() => table[setting]?.parse(String(value)), setting).not.toThrow()
        else expect(table[setting]?.secret, setting).toBe(true)
      }
  })

  test('nobody is believed but the gateway, whatever their address', async () => {
    const { environmentOf, plainOf } = await composed()
    const [gateway, auth] = [environmentOf('gateway'), environmentOf('auth')]
    expect(gateway.TRUSTED_PROXIES).toBeUndefined()
    expect(auth.TRUSTED_PROXIES).toBeUndefined()
    expect(auth.GATEWAY_KEY_FILE).toBeDefined()
    expect(auth.GATEWAY_KEY_FILE).toBe(gateway.GATEWAY_KEY_FILE)
    const edge = edgeWith(plainOf('gateway'))
    for (const peer of ['172.18.0.1', '10.0.0.1', '127.0.0.1'])
      expect(edge.addressOf(requestFrom(peer, { 'x-forwarded-for': '198.51.100.1' }))).toBe(peer)
  })

  test('it is reached at the address of the laptop', async () => {
    const edge = edgeWith((await composed()).plainOf('gateway'))
    expect(() => edge.checkHost(requestFrom('172.18.0.1', { host: 'localhost:8080' }))).not.toThrow()
    expect(() => edge.checkHost(requestFrom('172.18.0.1', { host: 'evil.example:8080' }))).toThrow('HOST_UNKNOWN')
  })
})
