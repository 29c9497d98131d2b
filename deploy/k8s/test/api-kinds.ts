/** The kinds that the API server of these tests knows, as discovery tells them. */
interface Kind {
  readonly kind: string
  readonly resource: string
  readonly namespaced: boolean
  readonly subresources?: readonly string[]
}

const of = (kind: string, resource: string, subresources: readonly string[] = []): Kind => ({
  kind,
  resource,
  namespaced: kind !== 'Namespace',
  subresources,
})

/** By group and version, as in `apps/v1`. */
export const kinds: Readonly<Record<string, readonly Kind[]>> = {
  v1: [
    of('Namespace', 'namespaces'),
    of('Secret', 'secrets'),
    of('ConfigMap', 'configmaps'),
    of('Service', 'services'),
    of('ServiceAccount', 'serviceaccounts'),
    of('PersistentVolumeClaim', 'persistentvolumeclaims'),
    of('Pod', 'pods', ['log']),
  ],
  'apps/v1': [of('Deployment', 'deployments', ['scale'])],
  'batch/v1': [of('Job', 'jobs')],
  'networking.k8s.io/v1': [of('NetworkPolicy', 'networkpolicies'), of('Ingress', 'ingresses')],
  'policy/v1': [of('PodDisruptionBudget', 'poddisruptionbudgets')],
  'autoscaling/v2': [of('HorizontalPodAutoscaler', 'horizontalpodautoscalers')],
  'postgresql.cnpg.io/v1': [of('Cluster', 'clusters'), of('ScheduledBackup', 'scheduledbackups')],
  'barmancloud.cnpg.io/v1': [of('ObjectStore', 'objectstores')],
  'redis.redis.opstreelabs.in/v1beta2': [of('RedisReplication', 'redisreplications')],
  'monitoring.coreos.com/v1': [of('PodMonitor', 'podmonitors'), of('PrometheusRule', 'prometheusrules')],
}

export const kindOf = (place: { readonly groupVersion: string; readonly resource: string }): string =>
  kinds[place.groupVersion]?.find(({ resource }) => resource === place.resource)?.kind ?? ''

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

const resourcesOf = (groupVersion: string) => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion,
  resources: (kinds[groupVersion] ?? []).flatMap(({ kind, resource, namespaced, subresources = [] }) => [
    { name: resource, singularName: kind.toLowerCase(), kind, namespaced, verbs },
    ...subresources.map((sub) => ({
      name: `${resource}/${sub}`,
      singularName: '',
      kind: sub === 'scale' ? 'Scale' : kind,
      ...(sub === 'scale' ? { group: 'autoscaling', version: 'v1' } : {}),
      namespaced,
      verbs: ['get', 'patch', 'update'],
    })),
  ]),
})

const groups = () =>
  Object.keys(kinds)
    .filter((groupVersion) => groupVersion !== 'v1')
    .map((groupVersion) => {
      const [name, version] = groupVersion.split('/')
      const only = { groupVersion, version }
      return { name, versions: [only], preferredVersion: only }
    })

/** What is answered at this path, where that is about what there is. */
export const discovery = (path: string): object | undefined => {
  if (path === '/version') return { major: '1', minor: '32', gitVersion: 'v1.32.0' }
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] }
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups() }
  const groupVersion = path.replace(/^\/apis?\//, '')
  return path.startsWith('/api') && kinds[groupVersion] ? resourcesOf(groupVersion) : undefined
}
