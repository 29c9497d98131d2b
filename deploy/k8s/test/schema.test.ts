import { describe, expect, test } from 'vitest'
import {
  build,
  buildWith,
  built,
  components,
  hasKubectl,
  type KubeObject,
  overlays,
  parseObjects,
} from './manifests.ts'
import { schemaFaults } from './schema.ts'

describe.skipIf(!hasKubectl)('the manifests', () => {
  test.each(built)('of %s are objects as an API server takes them, each once', async (path) => {
    const objects = build(path)
    const ids = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    expect(objects.length).toBeGreaterThan(path.startsWith('overlays') ? 25 : 4)
    expect(new Set(ids).size).toBe(ids.length)
    for (const object of objects) expect(await schemaFaults(object), object.metadata.name).toEqual([])
  })

  test.each(components)('with the component %s are such objects too, but for those of operators', async (component) => {
    const objects = buildWith([component]).filter(({ apiVersion }) => !apiVersion.startsWith('monitoring.coreos.com/'))
    for (const object of objects) expect(await schemaFaults(object), object.metadata.name).toEqual([])
  })

  test.each(overlays)('of %s lie in one namespace', (overlay) => {
    for (const { kind, metadata } of build(`overlays/${overlay}`))
      expect(metadata.namespace, metadata.name).toBe(kind === 'Namespace' ? undefined : 'parley')
  })
})

describe('the check of the manifests finds', () => {
  const good = `
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: some, labels: { any: thing } }
    spec:
      selector: { matchLabels: { any: thing } }
      strategy: { type: RollingUpdate }
      template:
        metadata: { labels: { any: thing } }
        spec:
          containers:
            - name: some
              image: some
              ports: [{ containerPort: 80 }]
              livenessProbe: { httpGet: { path: /, port: http } }`
  const changed = (from: string, to: string) => {
    expect(good).toContain(from)
    return parseObjects(good.replace(from, to))[0] as KubeObject
  }

  test('nothing in what is right', async () => {
    expect(await schemaFaults(changed('any', 'any'))).toEqual([])
  })

  test.each([
    ['a misspelled field', 'livenessProbe', 'livelinessProbe', '/containers/0/livelinessProbe is unknown'],
    ['a field in the wrong place', 'strategy:', 'terminationGracePeriodSeconds:', 'terminationGracePeriodSeconds is u'],
    ['a field of another kind of probe', 'path:', 'paths:', '/livenessProbe/httpGet/paths is unknown'],
    ['a text where a number belongs', 'containerPort: 80', 'containerPort: "80"', 'containerPort must be integer'],
    ['a missing field', 'selector: { matchLabels: { any: thing } }', 'paused: true', "required property 'selector'"],
    ['a value that there is not', 'RollingUpdate', 'Rolling', 'must be equal to one of the allowed values'],
    ['a kind that there is not', 'kind: Deployment', 'kind: Deploy', 'there is no kind Deploy in apps/v1'],
    ['a version that there is not', 'apps/v1', 'apps/v7', 'there is no kind Deployment in apps/v7'],
  ])('%s', async (_, from, to, fault) => {
    const faults = (await schemaFaults(changed(from, to))).join('\n')
    expect(faults.replaceAll(/required property (\w+)/g, "required property '$1'")).toContain(fault)
  })
})
