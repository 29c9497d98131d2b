/**
 * `parley secrets <folder>`: random passwords for a deployment on one machine, and out of them the files that each server and
 * each process is given, in a folder of its own. What was made before is kept.
 */
import { randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ConfigFaults, type Environment, readConfig, roleOf, verifierOf, withUser } from '@parley/service-kit'
import { natsAuthorization, natsConfigTable, natsUserOf } from './nats-config.ts'
import { processes } from './processes.ts'
import { redisUser, redisUsers } from './redis-users.ts'
import { services } from './services.ts'

/** As the image runs; the folders of Postgres' own image are read by root. */
const ofParley = 10_001
const ofRoot = 0

/** In the place of the old one in one step, for its owner alone. */
const write = async (path: string, text: string, owner: number): Promise<void> => {
  const part = `${path}.part`
  await mkdir(dirname(path), { recursive: true })
  await writeFile(part, text, { mode: 0o600, flush: true })
  if (process.getuid?.() === 0) await chown(part, owner, owner)
  await rename(part, path)
}

const readIfThere = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8')
  } catch (reason) {
    if ((reason as { code?: string }).code === 'ENOENT') return ''
    throw reason
  }
}

const keepPassword = async (path: string): Promise<string> => {
  const kept = await readIfThere(path)
  if (kept.trim() !== '') return kept.trim()
  const made = randomBytes(24).toString('base64url')
  await write(path, made, ofRoot)
  return made
}

type Passwords = (name: string) => string

const keepPasswords = async (folder: string): Promise<Passwords> => {
  const owners = services.map(({ service }) => service.name)
  const names = [
    'postgres',
    'redis',
    'gateway-key',
    ...[...processes.keys()].map((name) => `nats-${name}`),
    ...owners.map((name) => `postgres-${name}`),
  ]
  const keep = async (name: string) => [name, await keepPassword(join(folder, 'kept', name))] as const
  const passwords = new Map(await Promise.all(names.map(keep)))
  return (name) => passwords.get(name) ?? ''
}

/** Where the servers are for processes in containers beside them. */
const at = { postgres: 'postgres://postgres:5432/parley', nats: 'nats://nats:4222', redis: 'redis://redis:6379' }

const postgresUrl = (service: string, password: Passwords): string =>
  withUser(at.postgres, { user: roleOf(service), password: password(`postgres-${service}`) })

const ofProcess = (prefix: string, name: string, password: Passwords): Record<string, string> => {
  const has = (setting: string) => setting in (processes.get(name) ?? {})
  return {
    NATS_URL: withUser(at.nats, { user: natsUserOf(prefix, name), password: password(`nats-${name}`) }),
    ...(has('POSTGRES_URL') ? { POSTGRES_URL: postgresUrl(name, password) } : {}),
    ...(has('GATEWAY_KEY') ? { GATEWAY_KEY: password('gateway-key') } : {}),
    ...(has('REDIS_URL') ? { REDIS_URL: withUser(at.redis, { user: redisUser, password: password('redis') }) } : {}),
  }
}

const ofMigration = (service: string, password: Passwords): Record<string, string> => ({
  POSTGRES_URL: withUser(at.postgres, { user: 'postgres', password: password('postgres') }),
  SERVICE_URL: postgresUrl(service, password),
})

/** For a cluster of our own. One that was made before its password was random gets it by `own.sql`. */
const ofPostgres = (password: string): Record<string, string> => ({
  password,
  pgpass: `*:*:*:postgres:${password}\n`,
  'own.sql': `alter role postgres password '${verifierOf(password)}';\nrevoke all on database postgres, template1 from public;\n`,
})

/** The same as for servers that are started on this machine: see `packages/backing`. */
export const natsSettings = 'max_payload: 8388608\nwrite_deadline: "10s"\n'
export const redisSettings = 'save ""\nappendonly no\n'

const filesFor = (prefix: string, password: Passwords): ReadonlyMap<string, Record<string, string>> =>
  new Map([
    ['postgres', ofPostgres(password('postgres'))],
    ['nats', { 'nats.conf': natsSettings + natsAuthorization(prefix, (name) => `"${password(`nats-${name}`)}"`) }],
    ['redis', { 'redis.conf': redisSettings + redisUsers(prefix, password('redis')) }],
    ...[...processes.keys()].map((name) => [name, ofProcess(prefix, name, password)] as const),
    ...services.map(({ service: { name } }) => [`migrate-${name}`, ofMigration(name, password)] as const),
  ])

export const makeSecrets = async (args: readonly string[], env: Environment): Promise<undefined> => {
  const [folder, ...more] = args
  if (folder === undefined || more.length > 0) throw new ConfigFaults(['secrets takes the folder to write into'])
  const { NATS_PREFIX: prefix } = readConfig(natsConfigTable, env)
  const password = await keepPasswords(folder)
  for (const [name, files] of filesFor(prefix, password))
    for (const [file, text] of Object.entries(files))
      await write(join(folder, name, file), text, name === 'postgres' ? ofRoot : ofParley)
  return undefined
}
