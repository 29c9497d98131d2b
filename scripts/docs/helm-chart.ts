/** The chart for Helm, made of what kustomize makes: one source, and no second list of objects. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments, stringify } from 'yaml'
import { root } from '../repository.ts'
import { type Any, block, quoted, templateOf, value } from './chart/template.ts'
import { processOf, valuesPage } from './chart/values.ts'

const folder = 'deploy/helm/parley'
const release = 'include "parley.release" .'
const releaseLabel = 'app.kubernetes.io/version'

const helpers = `{{/* The release that runs: the tag of the image, or that of the chart. */}}
{{- define "parley.release" -}}
{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* Settings are texts, also where somebody gives a number. */}}
{{- define "parley.settings" -}}
{{- range $name, $value := . }}
{{- if and (kindIs "float64" $value) (eq (floor $value) $value) }}{{ $value = int64 $value }}{{ end }}
{{ $name }}: {{ $value | toString | quote }}
{{- end }}
{{- end }}
`

/** As kustomize builds them; undefined where no kubectl is. */
export const production = (): Any[] | undefined => {
  const { status, stdout } = spawnSync('kubectl', ['kustomize', 'deploy/k8s/overlays/production'], {
    cwd: root,
    encoding: 'utf8',
  })
  return status === 0 ? parseAllDocuments(stdout).map((document) => document.toJS()) : undefined
}

/** Kustomize ends the name of a ConfigMap with a digest; a chart's keeps its name, and pods have the digest beside it. */
export const withoutDigest = (name: string): string => name.replace(/-[a-z0-9]{10}$/, '')

const relabelled = (labels: Any = {}): Any =>
  releaseLabel in labels ? { ...labels, [releaseLabel]: quoted(release) } : labels

const metadataOf = ({ namespace: _, ...metadata }: Any): Any => ({ ...metadata, labels: relabelled(metadata.labels) })

const podOf = (template: Any, process: string | undefined, isTask: boolean): Any => {
  const [container] = template.spec.containers
  const { envFrom = [] } = container
  const sources = envFrom.map(({ configMapRef }: Any) => ({ configMapRef: { name: withoutDigest(configMapRef.name) } }))
  const digest = `(list .Values.settings .Values.${process}.settings .Values.host) | toJson | sha256sum`
  const annotations = { ...template.metadata.annotations, ...(isTask ? {} : { 'checksum/settings': quoted(digest) }) }
  return {
    metadata: {
      ...template.metadata,
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      labels: relabelled(template.metadata.labels),
    },
    spec: {
      ...template.spec,
      containers: [
        {
          ...container,
          image: `${value('.Values.image.repository')}:${value(release)}`,
          ...(sources.length > 0 ? { envFrom: sources } : {}),
          ...(isTask ? {} : { resources: block(`.Values.${process}.resources`) }),
        },
      ],
    },
  }
}

/** Before anything of a release is applied, and gone with the next. */
const hook = { 'helm.sh/hook': 'pre-install,pre-upgrade', 'helm.sh/hook-delete-policy': 'before-hook-creation' }

const changes: Readonly<Record<string, (object: Any, process: string | undefined) => Any>> = {
  Deployment: (object, process) => ({
    ...object,
    spec: { ...object.spec, template: podOf(object.spec.template, process, false) },
  }),
  Job: (object, process) => ({
    ...object,
    metadata: {
      ...object.metadata,
      name: `parley-migrate-${process}-${value(release)}`,
      annotations: hook,
    },
    spec: { ...object.spec, template: podOf(object.spec.template, process, true) },
  }),
  HorizontalPodAutoscaler: (object, process) => ({
    ...object,
    spec: {
      ...object.spec,
      minReplicas: value(`.Values.${process}.minReplicas`),
      maxReplicas: value(`.Values.${process}.maxReplicas`),
    },
  }),
  Ingress: ({ metadata, spec, ...object }) => ({
    ...object,
    metadata: { ...metadata, annotations: block('.Values.ingress.annotations') },
    spec: {
      ...spec,
      ingressClassName: value('.Values.ingress.className'),
      rules: [{ ...spec.rules[0], host: quoted('.Values.host') }],
      tls: [{ hosts: [quoted('.Values.host')], secretName: value('.Values.ingress.tlsSecret') }],
    },
  }),
  NetworkPolicy: (object) => {
    const asked: Record<string, string> = { 'ingress-to-gateway': 'ingress', 'from-prometheus': 'monitoring' }
    const of = asked[object.metadata.name]
    if (!of) return object
    const [rule] = object.spec.ingress
    const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': value(`.Values.${of}.namespace`) } }
    return {
      ...object,
      spec: { ...object.spec, ingress: [{ ...rule, from: [{ ...rule.from[0], namespaceSelector }] }] },
    }
  },
  ConfigMap: (object, process) => {
    const settings = process ? `.Values.${process}.settings` : '.Values.settings'
    const withUrl = `(mergeOverwrite (dict "PUBLIC_URL" (printf "https://%s" .Values.host)) ${settings})`
    const data = block('PUBLIC_URL' in object.data ? withUrl : settings, 'include "parley.settings"')
    return { ...object, metadata: { ...object.metadata, name: withoutDigest(object.metadata.name) }, data }
  },
}

const changed = (object: Any): Any => {
  const process = processOf(object)
  const own = { ...object, metadata: metadataOf(object.metadata) }
  return changes[object.kind]?.(own, process) ?? own
}

const chartPage = (): string => {
  const { version, description, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const chart = {
    apiVersion: 'v2',
    name: 'parley',
    description,
    type: 'application',
    version,
    appVersion: version,
    kubeVersion: '>=1.30.0-0',
    annotations: { licenses: license },
  }
  return stringify(chart, { lineWidth: 0 })
}

/** Its files, by their paths; none where no kubectl is. */
export const helmChart = (): Record<string, string> => {
  const objects = production()
  if (!objects) return {}
  const byFile = Map.groupBy(
    objects.filter(({ kind }) => kind !== 'Namespace'),
    (object) => processOf(object) ?? (object.kind === 'NetworkPolicy' ? 'network-policies' : 'settings'),
  )
  const templates = [...byFile].map(([file, own]) => [`${folder}/templates/${file}.yaml`, templateOf(own.map(changed))])
  return {
    [`${folder}/Chart.yaml`]: chartPage(),
    [`${folder}/values.yaml`]: valuesPage(objects),
    [`${folder}/templates/_helpers.tpl`]: helpers,
    ...Object.fromEntries(templates),
  }
}
