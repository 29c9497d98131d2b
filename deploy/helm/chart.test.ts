/** The chart makes what kustomize makes, and what somebody sets of it is where it belongs. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { production, withoutDigest } from '../../scripts/docs/helm-chart.ts'
import { type Any, parseObjects } from '../k8s/test/manifests.ts'
import { schemaFaults } from '../k8s/test/schema.ts'
import { findHelm } from './helm.ts'

const chart = fileURLToPath(new URL('./parley', import.meta.url))
const program = findHelm()
const helm = (args: readonly string[]) => spawnSync(program ?? 'helm', args, { encoding: 'utf8' })
const manifests = production()
if (!program || !manifests) console.warn('NO HELM, or no kubectl: the chart is not rendered. Its tests are SKIPPED.')

const template = (...args: string[]): Any[] => {
  const { status, stdout, stderr } = helm(['template', 'parley', chart, '--namespace', 'parley', ...args])
  if (status !== 0) throw new Error(stderr)
  return parseObjects(stdout)
}

/** What only one of both has: names of settings by their digest, and what tells pods and hooks of a change. */
const common = ({ metadata: { namespace: _, annotations = {}, ...metadata }, ...object }: Any): Any => {
  const text = JSON.stringify({ ...object, metadata: { ...metadata, annotations: withoutHooks(annotations) } })
  return JSON.parse(
    text.replaceAll(/"name":"(parley-\w+-[a-z0-9]{10})"/g, (_, name) => `"name":"${withoutDigest(name)}"`),
    (key, value) => (key === 'annotations' ? withoutHooks(value) : value),
  )
}
const withoutHooks = (annotations: Any): Any => {
  const kept = Object.entries(annotations).filter(([name]) => !/^(helm\.sh\/|checksum\/)/.test(name))
  return kept.length > 0 ? Object.fromEntries(kept) : undefined
}

const inOrder = (objects: readonly Any[]): Any[] =>
  objects
    .filter(({ kind }) => kind !== 'Namespace')
    .map(common)
    .toSorted((one, other) => `${one.kind} ${one.metadata.name}`.localeCompare(`${other.kind} ${other.metadata.name}`))

const find = (objects: readonly Any[], kind: string, name: string): Any =>
  objects.find((object) => object.kind === kind && object.metadata.name === name)

describe.skipIf(!program || !manifests)('the chart', () => {
  test('has nothing that helm complains of', () => {
    const { status, stdout } = helm(['lint', '--strict', chart])
    expect({ status, warnings: stdout.match(/\[(WARNING|ERROR)\].*/g) }).toEqual({ status: 0, warnings: null })
  })

  test('makes the objects that kustomize makes of the production overlay, each as it is there', () => {
    expect(inOrder(template())).toEqual(inOrder(manifests ?? []))
  })

  test('makes objects as an API server takes them, also with values of somebody', async () => {
    const values = [
      '--set',
      'gateway.settings.RATE_SEND=20,auth.settings.REFRESH_TOKEN_SECONDS=2592000,chat.maxReplicas=4',
    ]
    const objects = template(...values)
    for (const object of objects) expect(await schemaFaults(object), object.metadata.name).toEqual([])
    expect(find(objects, 'ConfigMap', 'parley-gateway').data.RATE_SEND).toBe('20')
    expect(find(objects, 'ConfigMap', 'parley-auth').data.REFRESH_TOKEN_SECONDS).toBe('2592000')
    expect(find(objects, 'HorizontalPodAutoscaler', 'parley-chat').spec.maxReplicas).toBe(4)
  })

  test('runs and migrates the release that is set, under the host that is set', () => {
    const objects = template('--set', 'image.tag=0.2.0,image.repository=r.example/p,host=talk.example.net')
    for (const { kind, spec } of objects.filter(({ kind }) => kind === 'Deployment' || kind === 'Job'))
      expect(spec.template.spec.containers[0].image, kind).toBe('r.example/p:0.2.0')
    expect(find(objects, 'Job', 'parley-migrate-chat-0.2.0').metadata.annotations['helm.sh/hook']).toBe(
      'pre-install,pre-upgrade',
    )
    for (const name of ['parley-gateway', 'parley-auth'])
      expect(find(objects, 'ConfigMap', name).data.PUBLIC_URL).toBe('https://talk.example.net')
    const { rules, tls } = find(objects, 'Ingress', 'parley-gateway').spec
    expect([rules[0].host, tls[0].hosts]).toEqual(['talk.example.net', ['talk.example.net']])
  })

  test('replaces the pods whose settings change, and no others', () => {
    const digests = (objects: readonly Any[]) =>
      ['gateway', 'auth', 'chat'].map(
        (name) => find(objects, 'Deployment', `parley-${name}`).spec.template.metadata.annotations['checksum/settings'],
      )
    const [before, after] = [digests(template()), digests(template('--set', 'chat.settings.POSTGRES_POOL=20'))]
    expect(before.map((digest, place) => digest === after[place])).toEqual([true, true, false])
  })
})
