/** The manifests say what the code says: processes, settings, ports, paths, times. */
import { readFile } from 'node:fs/promises'
import * as gateway from '@parley/gateway'
import {
  migrateConfig,
  natsConfig,
  natsPasswordVariable,
  natsUserOf,
  processes,
  redisUsers,
  services,
} from '@parley/platform'
import { httpConfig, makeHttpSide, readConfig, stopWithinMs } from '@parley/service-kit'
import { describe, expect, test } from 'vitest'
import { type Any, containerOf, hasKubectl, Manifests, overlays, podLabelsOf, selects } from './manifests.ts'
import { variablesOf } from './settings.ts'

/** What the gateway measures, by name, as soon as its package says so. */
const measured: object | undefined = (gateway as Any).gatewayMetrics
if (!measured) console.warn('NO METRICS: @parley/gateway names none. The metric of the autoscaler is NOT CHECKED.')

const names = [...processes.keys()]
const hasSchema = (name: string) => 'POSTGRES_URL' in (processes.get(name) ?? {})

describe.skipIf(!hasKubectl).each(overlays)('of the manifests of %s', (overlay) => {
  const manifests = hasKubectl ? new Manifests(overlay) : (undefined as never)
  const deploymentOf = (name: string) => manifests.get('Deployment', `parley-${name}`)
  const migrations = () => manifests.ours().filter(({ kind }) => kind === 'Job')
  const valuesOf = (name: string) =>
    Object.fromEntries(
      [...variablesOf(manifests, deploymentOf(name)).values()].map((variable) => [variable.name, variable.value]),
    )

  test('every process of the platform is a Deployment, and there is no other', () => {
    const ours = manifests.ours().filter(({ kind }) => kind === 'Deployment')
    expect(ours.map(({ metadata }) => metadata.name).toSorted()).toEqual(
      names.map((name) => `parley-${name}`).toSorted(),
    )
    for (const name of names) expect(containerOf(deploymentOf(name)).args).toEqual([name])
  })

  test.each(names)('%s is told settings that it has, with values that it takes', (name) => {
    const table = processes.get(name) ?? {}
    for (const { name: variable, value } of variablesOf(manifests, deploymentOf(name)).values()) {
      if (variable === 'METRICS_PORT' && !measured) continue
      expect(Object.keys(table), `${name} of`).toContain(variable)
      if (value !== undefined) expect(() => table[variable]?.parse(value), `${variable}=${value}`).not.toThrow()
    }
  })

  test.each(names)('%s is told all that has no default, and its secrets by Secrets alone', (name) => {
    const variables = variablesOf(manifests, deploymentOf(name))
    for (const [setting, entry] of Object.entries(processes.get(name) ?? {})) {
      const given = variables.get(setting)
      if (entry.default === undefined) expect(given, setting).toBeDefined()
      if (given) expect(given.secret !== undefined, setting).toBe(entry.secret)
    }
    expect(variables.get('NATS_URL'), 'it is not the default').toBeDefined()
  })

  test.each(names)('%s listens where its probes, its Service and its policies look', async (name) => {
    const container = containerOf(deploymentOf(name))
    const values = valuesOf(name)
    const ports = new Map<string, number>(container.ports.map((port: Any) => [port.name, port.containerPort]))
    expect(ports).toEqual(
      new Map([
        ['http', Number(values.HTTP_PORT)],
        ['metrics', Number(values.METRICS_PORT)],
      ]),
    )
    expect(values.HOST).toBe('0.0.0.0')
    expect(manifests.get('Service', `parley-${name}`).spec.ports).toMatchObject([{ port: 8080, targetPort: 'http' }])
    await using http = makeHttpSide(async () => true, readConfig(httpConfig, {}))
    const port = await http.listen(0, '127.0.0.1')
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
      const { path, port: at } = container[probe].httpGet
      expect(at).toBe('http')
      expect((await fetch(`http://127.0.0.1:${port}${path}`)).status, `${probe} ${path}`).toBe(200)
    }
    expect(container.readinessProbe.httpGet.path).toBe('/ready')
    expect(container.livenessProbe.httpGet.path).not.toBe('/ready')
  })

  test('the gateway passes on what services serve, each path to its Service', () => {
    const routes = services.flatMap(({ service, paths }) =>
      paths.map((path) => `${path}=http://parley-${service.name}:8080`),
    )
    expect(valuesOf('gateway').HTTP_ROUTES?.split(',')).toEqual(routes)
  })

  test('no process is killed while it drains, nor ends itself', () => {
    const config = readConfig({ ...gateway.gatewayConfig }, { ...valuesOf('gateway'), NATS_URL: '' })
    const drainMs = config.DRAIN_MS + config.CALL_TIMEOUT_MS
    expect(drainMs).toBeLessThan(stopWithinMs)
    for (const name of names) {
      const { terminationGracePeriodSeconds: grace } = deploymentOf(name).spec.template.spec
      const { seconds } = containerOf(deploymentOf(name)).lifecycle.preStop.sleep
      expect(seconds).toBeGreaterThanOrEqual(5)
      expect(grace * 1000).toBeGreaterThan(seconds * 1000 + drainMs + stopWithinMs)
    }
  })

  test('a rollout takes no pod away before the one in its place is ready', () => {
    for (const name of names)
      expect(deploymentOf(name).spec.strategy).toEqual({
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
      })
  })

  test.each(names)('%s has its Service, budget, autoscaler and account, and they mean its pods', (name) => {
    const deployment = deploymentOf(name)
    const { metadata, spec } = deployment
    const own = { matchLabels: { 'app.kubernetes.io/name': 'parley', 'app.kubernetes.io/component': name } }
    expect(spec.selector).toEqual(own)
    expect(manifests.get('Service', metadata.name).spec.selector).toEqual(own.matchLabels)
    expect(manifests.get('PodDisruptionBudget', metadata.name).spec).toMatchObject({ selector: own, maxUnavailable: 1 })
    expect(spec.template.spec.topologySpreadConstraints.map((spread: Any) => spread.labelSelector)).toEqual([own, own])
    expect(manifests.get('HorizontalPodAutoscaler', metadata.name).spec.scaleTargetRef.name).toBe(metadata.name)
    expect(manifests.get('ServiceAccount', spec.template.spec.serviceAccountName)).toMatchObject({
      automountServiceAccountToken: false,
    })
    expect(spec.replicas).toBeUndefined()
    const meant = manifests.workloads().filter((other) => selects(own, podLabelsOf(other)))
    expect(meant).toEqual([deployment])
  })

  test('all processes are scaled by CPU alone, which every cluster measures', () => {
    for (const name of names) {
      const { metrics } = manifests.get('HorizontalPodAutoscaler', `parley-${name}`).spec
      expect(metrics.map((metric: Any) => metric.resource?.name)).toEqual(['cpu'])
    }
  })

  test('every pod keeps to the restricted security standard, and says what it needs', () => {
    expect(manifests.get('Namespace', 'parley').metadata.labels?.['pod-security.kubernetes.io/enforce']).toBe(
      'restricted',
    )
    for (const workload of manifests.workloads()) {
      const { securityContext, automountServiceAccountToken } = workload.spec.template.spec
      expect(automountServiceAccountToken).toBe(false)
      expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
      const container = containerOf(workload)
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
      const all = { cpu: expect.any(String), memory: expect.any(String) }
      expect(container.resources).toEqual({ requests: all, limits: all })
    }
  })

  test('every service with a schema has a Job that migrates it, named by the release, with the user that it connects with', () => {
    const withSchema = names.filter(hasSchema)
    expect(migrations()).toHaveLength(withSchema.length)
    for (const name of withSchema) {
      const version = deploymentOf(name).metadata.labels?.['app.kubernetes.io/version']
      const job = manifests.get('Job', `parley-migrate-${name}-${version}`)
      expect(job.metadata.labels).toMatchObject({
        'app.kubernetes.io/name': 'parley-migrate',
        'app.kubernetes.io/version': version,
      })
      const { args, image } = containerOf(job)
      expect(args).toEqual(['migrate', name])
      expect(image).toBe(containerOf(deploymentOf(name)).image)
      expect(image.slice(image.lastIndexOf(':') + 1)).toBe(version)
      expect(job.spec).toMatchObject({ template: { spec: { restartPolicy: 'Never' } }, backoffLimit: 6 })
      expect(job.spec.ttlSecondsAfterFinished, 'it would be made anew by each apply').toBeUndefined()
      const variables = variablesOf(manifests, job)
      expect([...variables.keys()].toSorted()).toEqual(Object.keys(migrateConfig).toSorted())
      const own = variablesOf(manifests, deploymentOf(name)).get('POSTGRES_URL')
      expect(variables.get('SERVICE_URL')).toEqual({ ...own, name: 'SERVICE_URL' })
    }
  })

  test('what comes from outside goes to the gateway', () => {
    const [rule] = manifests.get('Ingress', 'parley-gateway').spec.rules
    const [{ path, backend }] = rule.http.paths
    expect({ path, ...backend }).toEqual({ path: '/', service: { name: 'parley-gateway', port: { name: 'http' } } })
  })
})

describe.skipIf(!hasKubectl)('the manifests', () => {
  test('of production hold no secret', () => {
    expect(new Manifests('production').ofKind('Secret')).toEqual([])
  })

  test('of dev run a Redis with the user that the code says, and hand auth its password', () => {
    const manifests = new Manifests('dev')
    const redis = manifests.get('Deployment', 'redis')
    expect(containerOf(redis).args).toEqual(['redis-server', '/etc/redis/redis.conf'])
    const { data } = manifests.get('Secret', redis.spec.template.spec.volumes[0].secret.secretName)
    const url = variablesOf(manifests, manifests.get('Deployment', 'parley-auth')).get('REDIS_URL')?.value ?? ''
    const users = redisUsers('parley', new URL(url).password)
    expect(Buffer.from(data['redis.conf'], 'base64').toString()).toBe(`save ""\nappendonly no\n${users}`)
    expect(new URL(url).username).toBe('parley')
  })

  test('of dev run a NATS with the users that the code says, and hand each process its own', async () => {
    const path = new URL('../overlays/dev/servers/authorization.conf', import.meta.url)
    const manifests = new Manifests('dev')
    expect(await readFile(path, 'utf8'), 'as `parley nats-config` prints it').toBe(natsConfig('parley'))
    const { data } = manifests.get(
      'ConfigMap',
      manifests.get('Deployment', 'nats').spec.template.spec.volumes[0].configMap.name,
    )
    expect(data['nats.conf']).toContain('include authorization.conf')
    const secret = manifests.get('Secret', containerOf(manifests.get('Deployment', 'nats')).envFrom[0].secretRef.name)
    for (const name of names) {
      const { username, password } = new URL(
        variablesOf(manifests, manifests.get('Deployment', `parley-${name}`)).get('NATS_URL')?.value ?? '',
      )
      expect(username).toBe(natsUserOf('parley', name))
      expect(Buffer.from(secret.data[natsPasswordVariable(name)], 'base64').toString()).toBe(password)
    }
  })
})
