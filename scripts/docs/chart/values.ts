/** What may be set of the chart, with what the manifests of production have. */
import { stringify } from 'yaml'
import type { Any } from './template.ts'

export const processOf = (object: Any): string | undefined => object.metadata.labels?.['app.kubernetes.io/component']

const containerOf = (object: Any): Any => object.spec.template.spec.containers[0]

const find = (objects: readonly Any[], kind: string, name: string): Any =>
  objects.find((object) => object.kind === kind && object.metadata.name.startsWith(name))

export const processesIn = (objects: readonly Any[]): string[] =>
  objects.filter(({ kind }) => kind === 'Deployment').map((object) => processOf(object) ?? '')

/** Follows from the host. */
const withoutUrl = ({ PUBLIC_URL: _, ...settings }: Any): Any => settings

const valuesOfProcess = (objects: readonly Any[], name: string): Any => {
  const { minReplicas, maxReplicas } = find(objects, 'HorizontalPodAutoscaler', `parley-${name}`).spec
  return {
    minReplicas,
    maxReplicas,
    resources: containerOf(find(objects, 'Deployment', `parley-${name}`)).resources,
    settings: withoutUrl(find(objects, 'ConfigMap', `parley-${name}-`).data),
  }
}

export const namespaceAskedBy = (object: Any): string =>
  object.spec.ingress[0].from[0].namespaceSelector.matchLabels['kubernetes.io/metadata.name']

export const valuesOf = (objects: readonly Any[]): Any => {
  const { metadata, spec } = find(objects, 'Ingress', 'parley-gateway')
  const [repository] = containerOf(find(objects, 'Deployment', 'parley-gateway')).image.split(':')
  return {
    image: { repository, tag: '' },
    host: spec.rules[0].host,
    ingress: {
      className: spec.ingressClassName,
      tlsSecret: spec.tls[0].secretName,
      namespace: namespaceAskedBy(find(objects, 'NetworkPolicy', 'ingress-to-gateway')),
      annotations: metadata.annotations,
    },
    monitoring: { namespace: namespaceAskedBy(find(objects, 'NetworkPolicy', 'from-prometheus')) },
    settings: find(objects, 'ConfigMap', 'parley-all').data,
    ...Object.fromEntries(processesIn(objects).map((name) => [name, valuesOfProcess(objects, name)])),
  }
}

const about = `# Made of deploy/k8s/overlays/production by \`npm run docs\`.
#
# image.tag: that of the release where it is empty. host: where browsers find it, also as PUBLIC_URL. ingress.namespace: that of
# the controller. settings: those of docs/configuration.md, of all processes here and of one below its name.
`

export const valuesPage = (objects: readonly Any[]): string => about + stringify(valuesOf(objects), { lineWidth: 0 })
