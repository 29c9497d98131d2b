/**
 * `parley secrets <folder>`: random passwords for a deployment on one machine, and out of them the files that each server and
 * each process is given, in a folder of its own. What was made before is kept.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { ConfigFaults, type Environment, readConfig, roleOf, verifierOf, withUser } from '@parley/service-kit'
import { natsAuthorization, natsConfigTable, natsUserOf } from './nats-config.ts'
import { isThere, readIfThere, writeForOwner, writeOnce } from './owned-files.ts'
import { processes } from './processes.ts'
import { redisUser, redisUsers } from './redis-users.ts'
import { services } from './services.ts'

/** As the image runs; the folders of Postgres' own image are read by root. */
const ofParley = 10_001
const ofRoot = 0

/** It stands in URLs, in configurations of servers, and in SQL: what each of them reads in one way. */
const passwordForm = /^[\w-]{16,200}$/

/** Of two that make one at the same time, both get that of the first. */
const keepPassword = async (path: string): Promise<string> => {
  if ((await readIfThere(path)).trim() === '') await writeOnce(path, randomBytes(24).toString('base64url'), ofRoot)
  const kept = (await readIfThere(path)).trim()
  if (passwordForm.test(kept)) return kept
  throw new ConfigFaults([`${path} must hold a password of 16 to 200 letters, digits, - and _: put one there`])
}

type Passwords = (name: string) => string

const passwordNames = [
  'postgres',
  'redis',
  'gateway-key',
  ...[...processes.keys()].map((name) => `nats-${name}`),
  ...services.map(({ service }) => `postgres-${service.name}`),
]

const keptAt = (folder: string, name: string) => join(folder, 'kept', name)

const keepPasswords = async (folder: string): Promise<Passwords> => {
  const keep = async (name: string) => [name, await keepPassword(keptAt(folder, name))] as const
  const passwords = new Map(await Promise.all(passwordNames.map(keep)))
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

interface OwnedFile {
  readonly path: string
  readonly text: string
  readonly owner: number
}

const filesIn = (folder: string, prefix: string, password: Passwords): OwnedFile[] =>
  [...filesFor(prefix, password)].flatMap(([name, files]) =>
    Object.entries(files).map(([file, text]) => ({
      path: join(folder, name, file),
      text,
      owner: name === 'postgres' ? ofRoot : ofParley,
    })),
  )

const firstThere = async (paths: readonly string[]): Promise<string | undefined> => {
  for (const path of paths) if (await isThere(path)) return path
  return undefined
}

/**
 * The folder may be one in which others have files of such names, as /etc is. Passwords are written before all else is.
 */
const refuseForeign = async (folder: string, prefix: string): Promise<void> => {
  const found = await firstThere(filesIn(folder, prefix, () => '-').map(({ path }) => path))
  if (found === undefined || (await firstThere(passwordNames.map((name) => keptAt(folder, name))))) return
  throw new ConfigFaults([`${found} is there, and was not made here: name an empty folder, or one of before`])
}

const ofTheDisk = [
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EEXIST',
  'EISDIR',
  'ENOENT',
  'ENOSPC',
  'EDQUOT',
  'ENAMETOOLONG',
]

const explain = (folder: string, reason: Error & { readonly code?: string }): Error => {
  if (!ofTheDisk.includes(reason.code ?? '')) return reason
  const [what] = reason.message.split(',')
  return new ConfigFaults([`${folder} cannot be used (${what}): name a folder that this user may read and write`])
}

export const makeSecrets = async (args: readonly string[], env: Environment): Promise<undefined> => {
  const [folder, ...more] = args
  if (folder === undefined || more.length > 0) throw new ConfigFaults(['secrets takes the folder to write into'])
  const { NATS_PREFIX: prefix } = readConfig(natsConfigTable, env)
  try {
    await refuseForeign(folder, prefix)
    const password = await keepPasswords(folder)
    for (const { path, text, owner } of filesIn(folder, prefix, password)) await writeForOwner(path, text, owner)
  } catch (reason) {
    throw explain(folder, reason as Error)
  }
  return undefined
}
