import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { build, buildWith, built, components, hasKubectl, parseObjects } from './manifests.ts'
import { canonical, writtenOut } from './written-out.ts'

describe.skipIf(!hasKubectl)('what a server would fill in is written out', () => {
  test.each(built)('in %s', (path) => {
    for (const object of build(path)) expect(object, object.metadata.name).toEqual(writtenOut(object))
  })

  test.each(components)('with the component %s', (component) => {
    for (const object of buildWith([component])) expect(object, object.metadata.name).toEqual(writtenOut(object))
  })

  test('in the Job of the examples', async () => {
    const text = await readFile(new URL('../examples/new-epoch.yaml', import.meta.url), 'utf8')
    for (const object of parseObjects(text)) expect(object).toEqual(writtenOut(object))
  })
})

test.each([
  ['8000', '8k'],
  ['1000m', '1'],
  ['500m', '500m'],
  ['1024Mi', '1Gi'],
  ['192Mi', '192Mi'],
  ['2', '2'],
  ['8k', '8k'],
])('%s is %s to an API server', (quantity, written) => expect(canonical(quantity)).toBe(written))

test.each([
  ['a port', { kind: 'Service', spec: { ports: [{ port: 1 }] } }],
  [
    'a port of a policy',
    { kind: 'NetworkPolicy', spec: { egress: [{ ports: [{ port: 53, protocol: 'UDP' }, { port: 1 }] }] } },
  ],
  [
    'a volume',
    { kind: 'Deployment', spec: { template: { spec: { volumes: [{ name: 'a', secret: { secretName: 'b' } }] } } } },
  ],
  [
    'a quantity',
    { kind: 'HorizontalPodAutoscaler', spec: { metrics: [{ pods: { target: { averageValue: '8000' } } }] } },
  ],
])('%s that leaves something out is found', (_, object) => expect(writtenOut(object)).not.toEqual(object))
