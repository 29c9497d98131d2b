/** What each component adds to a deployment, and what the overlays for other clusters change. */
import { readFile } from 'node:fs/promises'
import { gatewayConfig, startGateway } from '@parley/gateway'
import { measured, processes } from '@parley/platform'
import { readConfig } from '@parley/service-kit'
import { describe, expect, inject, test } from 'vitest'
import { parse } from 'yaml'
import { edgesOf } from './edges.ts'
import {
  type Any,
  buildFolder,
  buildWith,
  containerOf,
  hasKubectl,
  type KubeObject,
  Manifests,
  overlays,
  podLabelsOf,
  selects,
} from './manifests.ts'
import { variablesOf } from './settings.ts'

const ofKind = (objects: readonly KubeObject[], kind: string) => objects.filter((object) => object.kind === kind)
const { natsUrl } = inject('backing')

describe.skipIf(!hasKubectl)('with the component', () => {
  test('connection-metric, gateways are scaled by a metric that they have, and by CPU', () => {
    const objects = buildWith(['connection-metric'])
    const autoscalers = ofKind(objects, 'HorizontalPodAutoscaler')
    for (const { metadata, spec } of autoscalers) {
      const pods = spec.metrics.flatMap((metric: Any) => metric.pods?.metric.name ?? [])
      expect(pods).toEqual(metadata.name === 'parley-gateway' ? ['parley_gateway_connections'] : [])
      expect(spec.metrics.at(-1).resource.name).toBe('cpu')
    }
    expect(Object.keys(measured.get('gateway') ?? {})).toContain('parley_gateway_connections')
  })

  test('traces, each process reaches the collector, and is told it by a Secret; migrations do not', () => {
    const manifests = new Manifests(buildWith(['traces']))
    const edge = 'opentelemetry-collector in any:4318'
    for (const workload of manifests.ours()) {
      const [name] = containerOf(workload).args
      const isJob = workload.kind === 'Job'
      expect(
        edgesOf(manifests, workload).begins.some((to) => to.endsWith(edge)),
        name,
      ).toBe(!isJob)
      expect(variablesOf(manifests, workload).get('OTEL_EXPORTER_OTLP_ENDPOINT')?.secret).toEqual(
        isJob ? undefined : { name: 'parley-traces', key: 'OTEL_EXPORTER_OTLP_ENDPOINT' },
      )
      if (!isJob) expect(Object.keys(processes.get(name) ?? {})).toContain('OTEL_EXPORTER_OTLP_ENDPOINT')
    }
  })

  test('mail, auth alone reaches mail servers, and is told which by a Secret', () => {
    const manifests = new Manifests(buildWith(['mail']))
    const { podSelector, egress } = manifests.get('NetworkPolicy', 'to-mail').spec
    expect(egress[0].ports.map(({ port }: Any) => port)).toEqual([465, 587])
    for (const workload of manifests.ours()) {
      const [name] = containerOf(workload).args
      const isAuth = name === 'auth' && workload.kind === 'Deployment'
      expect(selects(podSelector, podLabelsOf(workload)), name).toBe(isAuth)
      expect(variablesOf(manifests, workload).get('MAIL_URL')?.secret).toEqual(
        isAuth ? { name: 'parley-mail', key: 'MAIL_URL' } : undefined,
      )
    }
  })

  test('previews, files alone reaches the web, nothing within, and chat knows that it does', () => {
    const manifests = new Manifests(buildWith(['previews']))
    const { podSelector, egress } = manifests.get('NetworkPolicy', 'to-web').spec
    expect(egress[0].ports.map(({ port }: Any) => port)).toEqual([80, 443])
    expect(egress[0].to).toEqual(manifests.get('NetworkPolicy', 'to-push-services').spec.egress[0].to)
    for (const workload of manifests.ours().filter(({ kind }) => kind === 'Deployment')) {
      const [name] = containerOf(workload).args
      expect(selects(podSelector, podLabelsOf(workload)), name).toBe(name === 'files')
      const isTold = name === 'files' || name === 'chat'
      expect(variablesOf(manifests, workload).get('LINK_PREVIEWS')?.value, name).toBe(isTold ? 'true' : undefined)
      if (isTold) expect(Object.keys(processes.get(name) ?? {})).toContain('LINK_PREVIEWS')
    }
  })

  test('prometheus-operator, every process is asked for its metrics, and the alerts are those of the repository', () => {
    const manifests = new Manifests(buildWith(['prometheus-operator']))
    const { selector, podMetricsEndpoints } = manifests.get('PodMonitor', 'parley').spec
    const asked = manifests.ours().filter((workload) => selects(selector, podLabelsOf(workload)))
    expect(asked.map((workload) => containerOf(workload).args[0]).toSorted()).toEqual([...processes.keys()].toSorted())
    for (const workload of asked)
      expect(containerOf(workload).ports.map((port: Any) => port.name)).toContain(podMetricsEndpoints[0].port)
    expect(manifests.get('PrometheusRule', 'parley').spec.groups.length).toBeGreaterThan(2)
  })

  test('cert-manager, its solver is reached from where gateways are, and from nowhere else', () => {
    const manifests = new Manifests(buildWith(['cert-manager']))
    const rule = manifests.get('NetworkPolicy', 'ingress-to-solver').spec
    const [{ from, ports }] = rule.ingress
    expect(from).toEqual(manifests.get('NetworkPolicy', 'ingress-to-gateway').spec.ingress[0].from)
    expect(ports).toEqual([{ protocol: 'TCP', port: 8089 }])
    for (const workload of manifests.workloads()) expect(selects(rule.podSelector, podLabelsOf(workload))).toBe(false)
    const { metadata } = manifests.get('Ingress', 'parley-gateway') as Any
    expect(metadata.annotations['cert-manager.io/cluster-issuer']).toBe('letsencrypt')
  })

  test('pull-secret, every pod pulls with it', () => {
    for (const { spec } of new Manifests(buildWith(['pull-secret'])).ours())
      expect(spec.template.spec.imagePullSecrets).toEqual([{ name: 'parley-registry' }])
  })
})

describe.skipIf(!hasKubectl)('on OpenShift', () => {
  const manifests = hasKubectl ? new Manifests('openshift') : (undefined as never)

  test('no pod asks for a uid, and none may be root', () => {
    for (const workload of manifests.ours()) {
      const { securityContext } = workload.spec.template.spec
      expect(securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
      expect(containerOf(workload).securityContext.runAsUser).toBeUndefined()
    }
  })

  test('DNS and the router are where they are there', () => {
    for (const workload of manifests.ours()) {
      const { begins } = edgesOf(manifests, workload)
      expect(begins.filter((edge) => edge.includes('dns')).map((edge) => edge.replace(/^.* -> /, ''))).toEqual([
        'default in openshift-dns:5353',
      ])
    }
    expect(manifests.get('Ingress', 'parley-gateway').spec.ingressClassName).toBe('openshift-default')
  })
})

describe.skipIf(!hasKubectl)('on a cluster of IPv6', () => {
  test('processes listen on all addresses, and a gateway so told is reached at one of IPv6', async () => {
    const manifests = new Manifests('ipv6')
    const valuesOf = (workload: KubeObject) =>
      Object.fromEntries([...variablesOf(manifests, workload).values()].map(({ name, value }) => [name, value]))
    for (const workload of manifests.ours().filter(({ kind }) => kind === 'Deployment'))
      expect(valuesOf(workload).HOST).toBe('::')
    const values = valuesOf(manifests.get('Deployment', 'parley-gateway'))
    expect(readConfig(gatewayConfig, { ...values, NATS_URL: '' }).HOST).toBe('::')
    const env = { ...values, NATS_URL: natsUrl, HTTP_PORT: '0', METRICS_PORT: '', DRAIN_MS: '0', LOG_LEVEL: 'silent' }
    await using gateway = await startGateway(env)
    expect((await fetch(`http://[::1]:${gateway.port}/live`)).status).toBe(200)
  })
})

describe.skipIf(!hasKubectl)('another deployment', () => {
  test('in the same cluster has a namespace, subjects and objects of its own, by the lines of the page', () => {
    const objects = buildWith(
      [],
      'namespace: parley-games\nconfigMapGenerator:\n  - name: parley-all\n    behavior: merge\n    literals: [NATS_PREFIX=games]\n',
    )
    for (const { kind, metadata } of objects)
      expect(kind === 'Namespace' ? metadata.name : metadata.namespace).toBe('parley-games')
    const manifests = new Manifests(objects)
    for (const workload of manifests.ours().filter(({ kind }) => kind === 'Deployment'))
      expect(variablesOf(manifests, workload).get('NATS_PREFIX')?.value).toBe('games')
  })

  test.each(overlays)(
    'whose services have hyphens in their names has a migration of its own for each, by the lines of %s',
    async (overlay) => {
      const { replacements } = parse(
        await readFile(new URL(`../overlays/${overlay}/kustomization.yaml`, import.meta.url), 'utf8'),
      )
      const job = (name: string) => ({
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: `parley-migrate-${name}` },
      })
      const labels = { 'app.kubernetes.io/version': '0.2.0-rc.1' }
      const objects = buildFolder(() => ({
        'kustomization.yaml': JSON.stringify({ resources: ['objects.yaml'], replacements }),
        'objects.yaml': [
          { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'parley', labels } },
          ...['chat', 'my-bot', 'my-files', 'a-b-c'].map(job),
        ]
          .map((object) => JSON.stringify(object))
          .join('\n---\n'),
      }))
      expect(ofKind(objects, 'Job').map(({ metadata }) => metadata.name)).toEqual([
        'parley-migrate-a-b-c-0.2.0-rc.1',
        'parley-migrate-chat-0.2.0-rc.1',
        'parley-migrate-my-bot-0.2.0-rc.1',
        'parley-migrate-my-files-0.2.0-rc.1',
      ])
    },
  )
})
