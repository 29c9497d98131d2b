/** What objects name of others: keys of secrets, and hosts with their ports; and what there is of these. */
import type { Any } from './manifests.ts'

export interface Named {
  /** `namespace/secret#key`, or `namespace/service:port`. */
  readonly what: string
  readonly where: string
}

const within = (value: Any, visit: (item: Any) => void): void => {
  if (typeof value !== 'object' || value === null) return
  visit(value)
  for (const each of Object.values(value)) within(each, visit)
}

const keysIn = (object: Any, namespace: string): string[] => {
  const found: string[] = []
  within(object, (item) => {
    const { secretKeyRef, redisSecret, accessKeyId, secretAccessKey, secretName } = item
    for (const ref of [secretKeyRef, redisSecret, accessKeyId, secretAccessKey])
      if (ref?.name && ref.key) found.push(`${namespace}/${ref.name}#${ref.key}`)
    if (typeof secretName === 'string') found.push(`${namespace}/${secretName}#`)
  })
  return found
}

/** Of URLs in secrets and settings: the service of that name, in its own namespace unless another stands behind a dot. */
const hostsIn = (object: Any, namespace: string): string[] => {
  const texts =
    object.kind === 'Secret'
      ? Object.values<string>(object.data ?? {}).map((value) => atob(value))
      : object.kind === 'ConfigMap'
        ? Object.values<string>(object.data ?? {})
        : []
  const urls = texts.flatMap((text) => text.match(/\b(?:nats|redis|postgres|http):\/\/[^\s,]+/g) ?? [])
  return urls.map((text) => {
    const { hostname, port } = new URL(text.replace(/^\w+:/, 'http:'))
    const [service, other = namespace] = hostname.split('.')
    return `${other}/${service}:${port || 80}`
  })
}

export const namedIn = (object: Any): Named[] => {
  const namespace = object.metadata?.namespace ?? object.namespace
  const where = `${object.kind ?? 'values'} ${object.metadata?.name ?? ''}`
  return [...keysIn(object, namespace), ...hostsIn(object, namespace)].map((what) => ({ what, where }))
}

const made: Record<string, (object: Any) => string[]> = {
  Secret: ({ metadata: { namespace, name }, data = {} }) => [
    `${namespace}/${name}#`,
    ...Object.keys(data).map((key) => `${namespace}/${name}#${key}`),
  ],
  Service: ({ metadata: { namespace, name }, spec }) =>
    spec.ports.map(({ port }: Any) => `${namespace}/${name}:${port}`),
  // As their operators do it.
  Cluster: ({ metadata: { namespace, name } }) => ['rw', 'r', 'ro'].map((end) => `${namespace}/${name}-${end}:5432`),
  RedisReplication: ({ metadata: { namespace, name } }) => [`${namespace}/${name}-master:6379`],
}

/** The chart of NATS, as the page installs it, and what somebody brings. */
const besides = ['parley-servers/nats:4222', 'monitoring/opentelemetry-collector:4318']

export const madeByOthers = (objects: readonly Any[]): string[] => [
  ...besides,
  ...objects.flatMap((object) => made[object.kind]?.(object) ?? []),
]

export const selectedNamespaces = (object: Any): string[] => {
  const found: string[] = []
  within(object, ({ namespaceSelector }) => {
    const name = namespaceSelector?.matchLabels?.['kubernetes.io/metadata.name']
    if (name) found.push(name)
  })
  return found
}
