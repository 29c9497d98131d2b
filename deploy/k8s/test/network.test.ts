import { processes, services } from '@parley/platform'
import { describe, expect, test } from 'vitest'
import { edgesOf, podName } from './edges.ts'
import { type Any, containerOf, hasKubectl, Manifests, overlays, podLabelsOf, selects } from './manifests.ts'

/** The servers that a process has the address of. */
const servers = { NATS_URL: 'nats in any:4222', POSTGRES_URL: 'postgresql in any:5432', REDIS_URL: 'redis in any:6379' }
const dns = 'kube-dns in kube-system:53'
const behindGateway = services.filter(({ paths }) => paths.length > 0).map(({ service }) => service.name)
const entrance = { dev: 'any in ingress', production: 'any in ingress-nginx' }

/** Push services may be anywhere, and nothing of the cluster, its machines or their metadata is one. */
const pushServices = [
  '0.0.0.0/0 but 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16:443',
  '::/0 but ::1/128 64:ff9b::/96 fc00::/7 fe80::/10:443',
]

const serversOf = (settings: object) =>
  Object.entries(servers).flatMap(([setting, server]) => (setting in settings ? [server] : []))

describe.skipIf(!hasKubectl).each(overlays)('the network of %s', (overlay) => {
  const manifests = hasKubectl ? new Manifests(overlay) : (undefined as never)
  const find = (name: string) => {
    const found = manifests.ours().find((workload) => podName(workload) === name)
    if (!found) throw new Error(`there is no pod ${name}`)
    return found
  }

  test.each([...processes])(
    'lets %s reach its servers, the services behind it, push services where it wakes devices, and nothing else',
    (name, table) => {
      const reached = name === 'gateway' ? behindGateway.map((service) => `${service}:http`) : []
      const outside = name === 'notify' ? pushServices : []
      const expected = [dns, ...serversOf(table), ...reached, ...outside].map((to) => `${name} -> ${to}`)
      expect(edgesOf(manifests, find(name)).begins).toEqual(expected.toSorted())
    },
  )

  test.each([...processes.keys()])('lets %s be reached from where its callers are, and Prometheus', (name) => {
    const callers = name === 'gateway' ? [entrance[overlay]] : behindGateway.includes(name) ? ['gateway'] : []
    const expected = [
      `prometheus in monitoring -> ${name}:metrics`,
      ...callers.map((from) => `${from} -> ${name}:http`),
    ]
    expect(edgesOf(manifests, find(name)).takes).toEqual(expected.toSorted())
  })

  test.each(services.map(({ service }) => service.name))('lets the migration of %s reach Postgres alone', (name) => {
    const pod = `migrate ${name}`
    const expected = { begins: [dns, servers.POSTGRES_URL].map((to) => `${pod} -> ${to}`).toSorted(), takes: [] }
    expect(edgesOf(manifests, find(pod))).toEqual(expected)
  })

  test('holds back whatever else comes into the namespace', () => {
    const policies = manifests.ofKind('NetworkPolicy').map(({ spec }) => spec)
    expect(policies).toContainEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
  })
})

test.skipIf(!hasKubectl)('the servers of dev take whoever is let through to them, each on its port', () => {
  const manifests = new Manifests('dev')
  const { podSelector, ingress } = manifests.get('NetworkPolicy', 'servers').spec
  const [{ from, ports }] = ingress
  for (const workload of manifests.ours()) expect(selects(from[0].podSelector, podLabelsOf(workload))).toBe(true)
  const known = Object.values(servers).map((server) => server.replace(' in any', ''))
  for (const name of ['postgres', 'nats', 'redis']) {
    const server = manifests.get('Deployment', name)
    const [port] = containerOf(server).ports
    expect(selects(podSelector, podLabelsOf(server))).toBe(true)
    expect(ports.map((allowed: Any) => allowed.port)).toContain(port.name)
    expect(known).toContain(`${podLabelsOf(server)['app.kubernetes.io/name']}:${port.containerPort}`)
  }
})
