/** What `compose.yaml` has for each process. */
import { type PlatformService, processes, services } from '@parley/platform'
import { fileWith } from './regions.ts'

const names = [...processes.keys()]
const serviceNames = services.map(({ service }) => service.name as string)
/** Each has secrets of its own. */
const containers = [...names, ...serviceNames.map((name) => `migrate-${name}`)]

const inFiles = ['POSTGRES_URL', 'NATS_URL', 'REDIS_URL', 'GATEWAY_KEY']
const why: Readonly<Record<string, string>> = {
  GATEWAY_KEY: 'The gateway alone is believed when it tells for whom it asks.',
  COOKIE_SECURE: 'The page comes over plain HTTP.',
}

const migrationOf = (name: string): string => `migrate-${name}:
  <<: *migration
  command: [migrate, ${name}]
  volumes: ["secrets-migrate-${name}:/run/parley:ro"]
`

const explained = (setting: string, line: string): string[] => [
  ...(why[setting] ? [`    # ${why[setting]}`] : []),
  `    ${line}`,
]

const environmentOf = (name: string): string[] => {
  const has = (setting: string) => setting in (processes.get(name) ?? {})
  return [
    ...inFiles.filter(has).flatMap((setting) => explained(setting, `${setting}_FILE: /run/parley/${setting}`)),
    ...(keepsFiles(name) ? explained('FILES_FOLDER', 'FILES_FOLDER: /files') : []),
    ...(has('COOKIE_SECURE') ? explained('COOKIE_SECURE', 'COOKIE_SECURE: "false"') : []),
  ]
}

const keepsFiles = (name: string): boolean => 'FILES_FOLDER' in (processes.get(name) ?? {})

const processOf = (name: string): string => `${name}:
  <<: *process
  command: [${name}]
  environment:
${environmentOf(name).join('\n')}
  volumes: ["secrets-${name}:/run/parley:ro"${keepsFiles(name) ? ', "files:/files"' : ''}]
  depends_on:
    migrate-${name}: { condition: service_completed_successfully }
`

/** Paths of services, each with where it leads. */
export const routesTo = (urlOf: (service: string) => string): string =>
  services
    .flatMap(({ service, paths }: PlatformService) => paths.map((path) => `${path}=${urlOf(service.name)}`))
    .join()

export const composeFile = () =>
  fileWith('compose.yaml', {
    folders: containers.map((name) => `- secrets-${name}:/secrets/${name}`).join('\n'),
    migrations: serviceNames.map(migrationOf).join('\n').trimEnd(),
    services: serviceNames.map(processOf).join('\n').trimEnd(),
    routes: `HTTP_ROUTES: ${routesTo((name) => `http://${name}:8080`)}`,
    healthy: serviceNames.map((name) => `${name}: { condition: service_healthy }`).join('\n'),
    volumes: [...containers.map((name) => `secrets-${name}:`), 'files:'].join('\n'),
  })
