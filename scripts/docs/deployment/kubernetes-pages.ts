/** The lines for each process on the pages that lead through a deployment, and in the values of NATS' chart. */
import { natsPasswordVariable, natsUserOf, processes, services } from '@parley/platform'
import { fileWith } from './regions.ts'

const names = [...processes.keys()]
const serviceNames = services.map(({ service }) => service.name as string)
const last = <T>(items: readonly T[], place: number) => place === items.length - 1

/** Variables of the shell in which the lines run. */
const natsPassword = (name: string) => `NATS_${name.toUpperCase()}`
const postgresPassword = (name: string) => `POSTGRES_${name.toUpperCase()}`

/** With the blank lines that a page has around it. */
const block = (lines: string) => `\n\`\`\`sh\n${lines}\n\`\`\`\n`

const passwords = (): string => {
  const random = (variables: readonly string[]) => variables.map((name) => `${name}=$(password)`).join(' ')
  return [
    'password() { openssl rand -hex 24 | tr 0-9 g-p; }',
    random([...names.map(natsPassword), 'NATS_ROUTES']),
    random([...serviceNames.map(postgresPassword), 'REDIS']),
  ].join('\n')
}

const urls: Readonly<Record<string, (name: string) => string>> = {
  NATS_URL: (name) => `nats://${natsUserOf('parley', name)}:$${natsPassword(name)}@nats.parley-servers:4222`,
  POSTGRES_URL: (name) => `postgres://${name}:$${postgresPassword(name)}@parley-rw.parley-servers:5432/parley`,
  REDIS_URL: () => 'redis://default:$REDIS@parley-redis-master.parley-servers:6379',
}

const secretOf = (name: string): string => {
  const own = Object.entries(urls).filter(([setting]) => setting in (processes.get(name) ?? {}))
  const literals = own.map(([setting, url]) => `  --from-literal=${setting}=${url(name)}`)
  return [`kubectl -n parley create secret generic parley-${name}`, ...literals].join(' \\\n')
}

const secrets = (): string => `kubectl apply -f deploy/k8s/base/namespace.yaml
${names.map(secretOf).join('\n')}
POSTGRES=$(kubectl -n parley-servers get secret parley-superuser -o jsonpath='{.data.password}' | base64 -d)
for service in ${serviceNames.join(' ')}; do
  kubectl -n parley create secret generic parley-migrate-$service \\
    --from-literal=POSTGRES_URL=postgres://postgres:$POSTGRES@parley-rw.parley-servers:5432/parley
done`

const natsPasswords = (): string => {
  const all = [
    ...names.map((name) => [natsPasswordVariable(name), natsPassword(name)]),
    ['NATS_PASSWORD_ROUTES', 'NATS_ROUTES'],
  ]
  const literals = all.map(
    ([key, variable], place) => `  --from-literal=${key}=$${variable}${last(all, place) ? '' : ' \\'}`,
  )
  return [
    'parley nats-config > authorization.conf',
    'kubectl -n parley-servers create secret generic nats-passwords \\',
    ...literals,
  ].join('\n')
}

const natsVariable = (name: string): string => `${natsPasswordVariable(name)}:
  valueFrom:
    secretKeyRef:
      name: nats-passwords
      key: ${natsPasswordVariable(name)}`

export const kubernetesPages = async (): Promise<[path: string, text: string][]> => [
  await fileWith('deploy/k8s/README.md', { passwords: block(passwords()), secrets: block(secrets()) }),
  await fileWith('deploy/k8s/examples/README.md', { 'passwords of NATS': block(natsPasswords()) }),
  await fileWith('deploy/k8s/examples/nats-values.yaml', { passwords: names.map(natsVariable).join('\n') }),
]
