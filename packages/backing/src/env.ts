export type Env = Record<string, string | undefined>

/** The one place of this package that reads the process environment; everything else is handed an `Env`. */
export const environment = (given?: Env): Env => given ?? process.env

/** What a server is started with: its own settings and a neutral locale, so that logs and sorting are the same everywhere. */
export const serverEnv = (env: Env, libraryPath?: string): Record<string, string> => ({
  PATH: env.PATH ?? '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
  ...(libraryPath ? { LD_LIBRARY_PATH: libraryPath } : {}),
})

/** Every setting of the platform that is secret, and what Postgres' own programs would take. */
const secrets = [
  'POSTGRES_URL',
  'NATS_URL',
  'REDIS_URL',
  'SERVICE_URL',
  'PGPASSWORD',
  'GATEWAY_KEY',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'VAPID_PRIVATE_KEY',
  'RELAY_SECRETS',
  'S3_ACCESS_KEY',
  'S3_SECRET_KEY',
  'MAIL_URL',
  'OIDC_SECRETS',
]

/** What tools of the machine are started with: all that was set, a proxy above all, except for what is secret of ours. */
export const toolEnv = (env: Env): Env =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !secrets.includes(name)))
