/** Who comes to the servers of the examples, and whether Postgres has a connection for all who come. */
import { readFile } from 'node:fs/promises'
import { processes } from '@parley/platform'
import { describe, expect, test } from 'vitest'
import {
  type Any,
  build,
  containerOf,
  hasKubectl,
  type KubeObject,
  Manifests,
  parseObjects,
  podLabelsOf,
  selects,
} from './manifests.ts'
import { schemaFaults } from './schema.ts'
import { variablesOf } from './settings.ts'

const example = async (name: string) =>
  parseObjects(await readFile(new URL(`../examples/${name}`, import.meta.url), 'utf8')) as [KubeObject, ...KubeObject[]]

interface Pod {
  readonly namespace: Record<string, string>
  readonly labels: Record<string, string>
}

/** What the policies of a namespace let through to this pod of it, of `asker`. */
const opened = (policies: readonly KubeObject[], home: Pod, labels: Record<string, string>, asker: Pod): number[] =>
  policies
    .filter(({ spec }) => selects(spec.podSelector, labels))
    .flatMap(({ spec }) => spec.ingress ?? [])
    .filter(({ from }: Any) =>
      from.some(({ podSelector = {}, namespaceSelector }: Any) => {
        const near = namespaceSelector
          ? selects(namespaceSelector, asker.namespace)
          : asker.namespace === home.namespace
        return near && selects(podSelector, asker.labels)
      }),
    )
    .flatMap(({ ports }: Any) => ports.map(({ port }: Any) => port))

describe.skipIf(!hasKubectl)('the servers of the examples', () => {
  const objects = hasKubectl ? build('examples/servers') : []
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy')
  const name = 'app.kubernetes.io/name'
  const here = { 'kubernetes.io/metadata.name': 'parley-servers' }
  const [nats, postgres, redis] = [
    { [name]: 'nats' },
    { [name]: 'postgresql', 'cnpg.io/cluster': 'parley' },
    { [name]: 'redis' },
  ]
  const home = { namespace: here, labels: {} }
  const at = (labels: Record<string, string>, asker: Pod) => opened(policies, home, labels, asker)
  const production = hasKubectl ? new Manifests('production') : (undefined as never)
  const parley = hasKubectl ? (production.get('Namespace', 'parley').metadata.labels ?? {}) : {}

  test('are objects as an API server takes them, in a namespace with a security standard that pods keep to', async () => {
    for (const object of objects) expect(await schemaFaults(object), object.metadata.name).toEqual([])
    const [namespace] = objects.filter(({ kind }) => kind === 'Namespace')
    expect(namespace?.metadata.labels?.['pod-security.kubernetes.io/enforce']).toBe('restricted')
  })

  test.each([
    [
      'pods of other namespaces',
      { namespace: { 'kubernetes.io/metadata.name': 'default' }, labels: { [name]: 'parley' } },
    ],
    [
      'pods there that only call themselves nats',
      { namespace: { 'kubernetes.io/metadata.name': 'default' }, labels: nats },
    ],
    ['others in the namespace of the servers', { namespace: here, labels: { [name]: 'curl' } }],
  ])('let nobody in who is none of theirs: %s', (_, asker) => {
    for (const labels of [nats, postgres, redis]) expect(at(labels, asker)).toEqual([])
  })

  test('let every process of a deployment, and every migration, reach what it needs, and no port of routes', () => {
    for (const workload of production.ours()) {
      const asker = { namespace: parley, labels: podLabelsOf(workload) }
      const settings: object = processes.get(containerOf(workload).args[0]) ?? { POSTGRES_URL: true }
      expect(at(nats, asker)).toEqual('NATS_URL' in settings ? [4222] : [])
      expect(at(postgres, asker)).toEqual('POSTGRES_URL' in settings ? [5432] : [])
      expect(at(redis, asker)).toEqual('REDIS_URL' in settings ? [6379] : [])
    }
  })

  test('let servers of NATS join each other, and nobody else', () => {
    expect(at(nats, { namespace: here, labels: nats })).toEqual([6222])
    for (const labels of [postgres, redis]) expect(at(nats, { namespace: here, labels })).toEqual([])
  })

  test('of Redis run in containers that the standard allows', async () => {
    const [{ spec }] = await example('redis.yaml')
    for (const { podSecurityContext, securityContext } of [spec, spec.sentinel]) {
      expect(podSecurityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
      expect(securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } })
    }
  })
})

describe.skipIf(!hasKubectl)('Postgres has connections for all', () => {
  /** For superusers, for the operator and its metrics. */
  const kept = 3
  const ofOthers = 10

  /** All replicas at the most open of the autoscalers in the middle of a rollout, and each migration with what it tries. */
  const wanted = (manifests: Manifests): number => {
    const jobs = manifests.ours().filter(({ kind }) => kind === 'Job').length
    const pools = manifests
      .ours()
      .filter(({ kind }) => kind === 'Deployment')
      .flatMap((deployment) => {
        const variables = variablesOf(manifests, deployment)
        if (!variables.has('POSTGRES_POOL')) return []
        const size = ['POSTGRES_POOL', 'SEARCH_POOL'].reduce(
          (sum, name) => sum + Number(variables.get(name)?.value ?? 0),
          0,
        )
        const { maxReplicas } = manifests.get('HorizontalPodAutoscaler', deployment.metadata.name).spec
        return [(maxReplicas + deployment.spec.strategy.rollingUpdate.maxSurge) * size]
      })
    return pools.reduce((sum, pool) => sum + pool, 2 * jobs)
  }

  test('of production, in each of the clusters of the examples', async () => {
    const most = wanted(new Manifests('production'))
    for (const file of ['cloudnative-pg.yaml', 'cloudnative-pg-restore.yaml']) {
      const [{ spec }] = await example(file)
      expect(most + kept + ofOthers).toBeLessThanOrEqual(Number(spec.postgresql.parameters.max_connections))
    }
  })

  test('of dev', () => {
    const manifests = new Manifests('dev')
    const { args } = containerOf(manifests.get('Deployment', 'postgres'))
    const [, most] = /max_connections=(\d+)/.exec(args.join(' ')) ?? []
    expect(wanted(manifests) + kept).toBeLessThanOrEqual(Number(most))
  })

  test('where a service names its pool', () => {
    for (const [process, table] of processes) {
      const manifests = new Manifests('production')
      for (const name of ['POSTGRES_POOL', 'SEARCH_POOL'])
        if (name in table)
          expect(variablesOf(manifests, manifests.get('Deployment', `parley-${process}`)).has(name)).toBe(true)
    }
  })
})
