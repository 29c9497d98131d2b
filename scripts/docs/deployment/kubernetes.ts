/** What the manifests have for each process: a folder of each service, and its places in what is for all. */
import {
  natsConfig,
  natsPasswordVariable,
  natsUserOf,
  type PlatformService,
  processes,
  services,
} from '@parley/platform'
import { routesTo } from './compose.ts'
import { fileWith } from './regions.ts'

const base = 'deploy/k8s/base'
const dev = 'deploy/k8s/overlays/dev'
const head = '# Made by `npm run docs` of the table of services.\n'
const names = [...processes.keys()]
const serviceNames = services.map(({ service }) => service.name as string)

const has = (name: string, setting: string) => setting in (processes.get(name) ?? {})

const secret = (variable: string, name: string, key = variable): string => `            - name: ${variable}
              valueFrom:
                secretKeyRef:
                  name: ${name}
                  key: ${key}
`

/** A folder that all processes of the service share. */
const keepsFiles = (name: string): boolean => has(name, 'FILES_FOLDER')

const claim = (): string => `${head}apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: parley
spec:
  accessModes: [ReadWriteMany]
  resources:
    requests:
      storage: 20Gi
`

/** Under the folder that `settings.env` names. What reads images besides needs memory of its own. */
const volume = (): string => `          volumeMounts:
            - name: files
              mountPath: /files
          resources:
            limits:
              memory: 1536Mi
      securityContext:
        fsGroup: 10001
        fsGroupChangePolicy: OnRootMismatch
      volumes:
        - name: files
          persistentVolumeClaim:
            claimName: parley
`

const kustomization = (name: string): string => `${head}apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../service
${keepsFiles(name) ? '  - claim.yaml\n' : ''}nameSuffix: -${name}
labels:
  - pairs:
      app.kubernetes.io/component: ${name}
    includeSelectors: true
configMapGenerator:
  - name: parley
    envs:
      - settings.env
patches:
  - path: process.yaml
    target:
      kind: Deployment
  - path: migration.yaml
    target:
      kind: Job
`

const migration = (name: string): string => `${head}apiVersion: batch/v1
kind: Job
metadata:
  name: parley-migrate
spec:
  template:
    spec:
      containers:
        - name: parley
          args: [migrate, ${name}]
          env:
${secret('POSTGRES_URL', `parley-migrate-${name}`)}${secret('SERVICE_URL', `parley-${name}`, 'POSTGRES_URL')}`

const podLabels = ({ service, paths }: PlatformService): string => {
  const labels = [
    ...(has(service.name, 'REDIS_URL') ? ['uses-redis'] : []),
    ...(has(service.name, 'PUSH_CONTACT') ? ['uses-push'] : []),
    ...(paths.length > 0 ? ['from-gateway'] : []),
  ].map((label) => `        ${label}: "true"\n`)
  return labels.length > 0 ? `    metadata:\n      labels:\n${labels.join('')}` : ''
}

const urls = (name: string) => ['NATS_URL', 'POSTGRES_URL', 'REDIS_URL'].filter((setting) => has(name, setting))

const deployment = (entry: PlatformService): string => `${head}apiVersion: apps/v1
kind: Deployment
metadata:
  name: parley
spec:
  template:
${podLabels(entry)}    spec:
      containers:
        - name: parley
          args: [${entry.service.name}]
          env:
${urls(entry.service.name)
  .map((setting) => secret(setting, `parley-${entry.service.name}`))
  .join('')}${keepsFiles(entry.service.name) ? volume() : ''}`

const folderOf = (entry: PlatformService): [path: string, text: string][] => {
  const folder = `${base}/${entry.service.name}`
  return [
    [`${folder}/kustomization.yaml`, kustomization(entry.service.name)],
    [`${folder}/migration.yaml`, migration(entry.service.name)],
    [`${folder}/process.yaml`, deployment(entry)],
    ...(keepsFiles(entry.service.name) ? [[`${folder}/claim.yaml`, claim()] satisfies [string, string]] : []),
  ]
}

/** Everybody knows these passwords. */
const devUrls: Readonly<Record<string, (name: string) => string>> = {
  NATS_URL: (name) => `nats://${natsUserOf('parley', name)}:dev-${name}@nats:4222`,
  POSTGRES_URL: (name) => `postgres://${name}:dev-${name}@postgres:5432/parley`,
  REDIS_URL: () => 'redis://parley:dev-redis@redis:6379',
}

const devSecret = (name: string): string =>
  [`- name: parley-${name}`, '  literals:', ...urls(name).map((url) => `    - ${url}=${devUrls[url]?.(name)}`)].join(
    '\n',
  )

const devMigration = (name: string): string => `- name: parley-migrate-${name}
  literals:
    - POSTGRES_URL=postgres://postgres:dev-postgres@postgres:5432/parley`

const devPassword = (name: string): string => `- ${natsPasswordVariable(name)}=dev-${name}`

export const kubernetesFiles = async (): Promise<[path: string, text: string][]> => [
  ...services.flatMap(folderOf),
  await fileWith(`${base}/kustomization.yaml`, { services: serviceNames.map((name) => `- ${name}`).join('\n') }),
  await fileWith(`${base}/gateway/settings.env`, {
    routes: `HTTP_ROUTES=${routesTo((name) => `http://parley-${name}:8080`)}`,
  }),
  await fileWith(`${dev}/kustomization.yaml`, {
    secrets: [...names.map(devSecret), ...serviceNames.map(devMigration)].join('\n'),
  }),
  await fileWith(`${dev}/servers/kustomization.yaml`, { passwords: names.map(devPassword).join('\n') }),
  [`${dev}/servers/authorization.conf`, natsConfig('parley')],
]
