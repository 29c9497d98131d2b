/** The manifests as `kubectl apply -k` would send them. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'

/** What is read of an object; the schemas are checked elsewhere. */
// biome-ignore lint/suspicious/noExplicitAny: objects of many kinds, each checked against its schema
export type Any = any

export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Labels }
  readonly [field: string]: Any
}
export type Labels = Readonly<Record<string, string>>

const folder = fileURLToPath(new URL('..', import.meta.url))
export const overlays = ['dev', 'production'] as const

/** All that can be built: what the tests of the schemas range over. */
export const built = [
  'overlays/dev',
  'overlays/production',
  'overlays/openshift',
  'overlays/ipv6',
  'examples/servers',
] as const
export const components = ['connection-metric', 'traces', 'prometheus-operator', 'cert-manager', 'pull-secret'] as const

export const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0
if (!hasKubectl) console.warn('NO KUBECTL: the manifests of deploy/k8s cannot be built. Their tests are SKIPPED.')

export const parseObjects = (text: string): KubeObject[] =>
  parseAllDocuments(text).map((document) => {
    if (document.errors[0]) throw document.errors[0]
    return document.toJS() as KubeObject
  })

/** Kustomize breaks long values into lines, which an API server reads over and a schema does not. */
const inOneLine = (object: KubeObject): KubeObject => {
  if (object.kind !== 'Secret') return object
  const entries = Object.entries<string>(object.data).map(([key, value]) => [key, value.replaceAll(/\s/g, '')])
  return { ...object, data: Object.fromEntries(entries) }
}

export const build = (path: string): KubeObject[] => {
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', path], { cwd: folder, encoding: 'utf8' })
  if (status !== 0 || stderr !== '') throw new Error(`kubectl kustomize ${path}: ${stderr}`)
  return parseObjects(stdout).map(inOneLine)
}

/** A kustomization of the test's own. */
export const buildFolder = (
  make: (from: (path: string) => string) => Readonly<Record<string, string>>,
): KubeObject[] => {
  const own = realpathSync(mkdtempSync(join(tmpdir(), 'parley-kustomize-')))
  try {
    const files = make((path) => relative(own, join(realpathSync(folder), path)))
    for (const [name, text] of Object.entries(files)) writeFileSync(join(own, name), text)
    return build(own)
  } finally {
    rmSync(own, { recursive: true })
  }
}

/** Production, with these components and lines. */
export const buildWith = (names: readonly string[], lines = ''): KubeObject[] =>
  buildFolder((from) => {
    const resources = [from('overlays/production')]
    const listed = names.map((name) => from(`components/${name}`))
    return {
      'kustomization.yaml': `resources: ${JSON.stringify(resources)}\ncomponents: ${JSON.stringify(listed)}\n${lines}`,
    }
  })

export class Manifests {
  readonly objects: readonly KubeObject[]

  constructor(overlay: string | readonly KubeObject[]) {
    this.objects = typeof overlay === 'string' ? build(`overlays/${overlay}`) : overlay
  }

  ofKind(kind: string): KubeObject[] {
    return this.objects.filter((object) => object.kind === kind)
  }

  get(kind: string, name: string): KubeObject {
    const found = this.ofKind(kind).find(({ metadata }) => metadata.name === name)
    if (!found) throw new Error(`there is no ${kind} ${name}`)
    return found
  }

  /** Of Deployments and Jobs, the platform's and the servers'. */
  workloads(): KubeObject[] {
    return [...this.ofKind('Deployment'), ...this.ofKind('Job')]
  }

  /** Those of the platform itself. */
  ours(): KubeObject[] {
    return this.workloads().filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/part-of'] === 'parley')
  }
}

/** The one container of a Deployment or Job. */
export const containerOf = ({ spec }: KubeObject): Any => {
  const { containers, initContainers = [] } = spec.template.spec
  if (containers.length + initContainers.length !== 1) throw new Error('more containers than one')
  return containers[0]
}

export const podLabelsOf = ({ spec }: KubeObject): Labels => spec.template.metadata.labels

interface Selector {
  readonly matchLabels?: Labels
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values: string[] }[]
}

export const selects = ({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, operator, values }) => {
    if (operator !== 'In') throw new Error(`${operator} is not understood`)
    return values.includes(labels[key] ?? '')
  })
