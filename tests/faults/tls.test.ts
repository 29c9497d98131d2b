import { execFile } from 'node:child_process'
import { chown, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Server, startPostgres } from '@parley/backing'
import { isPassing, makeLog, openClient } from '@parley/service-kit'
import { makePool } from '@parley/service-kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { query } from '../setup/stored.ts'

const scope = new AsyncDisposableStack()
afterAll(() => scope.disposeAsync())

let folder: string
let postgres: Server
const fileOf = (name: string) => join(folder, name)

const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder })
const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

const makeAuthority = (name: string) =>
  openssl(
    'req',
    '-x509',
    ...fresh,
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.pem`,
  )

const makeSigned = async (name: string, subject: string, authority: string) => {
  await openssl('req', ...fresh, '-subj', `/CN=${subject}`, '-keyout', `${name}.key`, '-out', `${name}.csr`)
  await writeFile(fileOf(`${name}.ext`), `subjectAltName=DNS:${subject}\n`)
  const by = ['-CA', `${authority}.pem`, '-CAkey', `${authority}.key`, '-CAcreateserial']
  await openssl(
    'x509',
    '-req',
    '-in',
    `${name}.csr`,
    ...by,
    '-days',
    '2',
    '-extfile',
    `${name}.ext`,
    '-out',
    `${name}.pem`,
  )
}

/** Postgres takes a key only from its own user, and reads what is in its own folder. */
const give = async (name: string) => {
  const data = join(postgres.dataDir, 'data')
  const { uid, gid } = await stat(data)
  await writeFile(join(data, name), await readFile(fileOf(name)), { mode: 0o600 })
  await chown(join(data, name), uid, gid)
}

/** Who may come in, by lines of `pg_hba.conf`; we go on coming in by the loopback address with a name of our own. */
const letIn = async (...lines: string[]) => {
  const file = join(postgres.dataDir, 'data/pg_hba.conf')
  const own = 'host all keeper 127.0.0.1/32 scram-sha-256'
  await writeFile(file, `${[own, ...lines].join('\n')}\n`)
  await reload()
}

let keeper: string
const reload = () => query(keeper, 'select pg_reload_conf(), pg_sleep(0.2)')
const turnTls = async (on: boolean) => {
  await query(keeper, `alter system set ssl = ${on ? 'on' : 'off'}`)
  await reload()
}

const anybody = 'host all all all scram-sha-256'

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-tls-'))
  scope.defer(() => rm(folder, { recursive: true }))
  postgres = scope.use(await startPostgres({ dataDir: join(folder, 'postgres'), durable: false }))
  await makeAuthority('ca')
  await makeAuthority('stranger')
  await makeSigned('server', 'localhost', 'ca')
  await makeSigned('client', 'postgres', 'ca')
  for (const name of ['server.pem', 'server.key', 'ca.pem']) await give(name)
  await query(postgres.url, `create role keeper superuser login password 'sesame'`)
  keeper = Object.assign(new URL(postgres.url), { username: 'keeper', password: 'sesame' }).href
  for (const [name, file] of Object.entries({
    ssl_cert_file: 'server.pem',
    ssl_key_file: 'server.key',
    ssl_ca_file: 'ca.pem',
  }))
    await query(keeper, `alter system set ${name} = '${file}'`)
  await turnTls(true)
})

const urlWith = (parameters: string, hostname = 'localhost') => {
  const url = Object.assign(new URL(postgres.url), { hostname, search: parameters.replaceAll('FOLDER', folder) })
  return url.href
}

const sslSql = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()'
type Outcome = 'encrypted' | 'plain' | Error
const outcomeOf = (rows: { ssl: boolean }[]): Outcome => (rows[0]?.ssl ? 'encrypted' : 'plain')

const byTask = async (url: string): Promise<Outcome> => {
  try {
    const client = await openClient(url)
    const { rows } = await client.query(sslSql)
    await client.end()
    return outcomeOf(rows)
  } catch (reason) {
    return reason as Error
  }
}

/** Several connections at once, as a service has them: all come in by the same way. */
const byPool = async (url: string): Promise<Outcome> => {
  const pool = makePool({ url, schema: 'public', size: 4, log: makeLog('chat', 'silent') })
  try {
    const all = await Promise.all([1, 2, 3, 4].map(() => pool.query(sslSql)))
    expect(new Set(all.map(({ rows }) => rows[0].ssl)).size).toBe(1)
    return outcomeOf(all[0]?.rows ?? [])
  } catch (reason) {
    expect(isPassing(reason)).toBe(false)
    return (reason as { cause: Error }).cause
  } finally {
    await pool.end()
  }
}

type Case = readonly [parameters: string, host: string, wanted: 'encrypted' | 'plain' | RegExp]

const expectOf = async ([parameters, host, wanted]: Case) => {
  for (const outcome of [await byTask(urlWith(parameters, host)), await byPool(urlWith(parameters, host))]) {
    if (typeof wanted === 'string') expect(outcome).toBe(wanted)
    else {
      expect((outcome as Error).message).toMatch(wanted)
      expect((outcome as Error).message).not.toMatch(/\n|sesame/)
    }
  }
}

const distrusted = /^POSTGRES_URL leads to a server whose certificate is not to be trusted: .*sslrootcert/
const misnamed = /^POSTGRES_URL has a host that is not in the certificate of the server/
const ca = 'sslrootcert=FOLDER/ca.pem'

describe('a server with TLS', () => {
  beforeAll(() => letIn(anybody))

  test.each<Case>([
    ['', 'localhost', 'encrypted'],
    ['sslmode=disable', 'localhost', 'plain'],
    ['sslmode=allow', 'localhost', 'plain'],
    ['sslmode=prefer', 'localhost', 'encrypted'],
    ['sslmode=require', '127.0.0.1', 'encrypted'],
    [`sslmode=verify-ca&${ca}`, '127.0.0.1', 'encrypted'],
    [`sslmode=require&${ca}`, '127.0.0.1', 'encrypted'],
    [`sslmode=verify-full&${ca}`, 'localhost', 'encrypted'],
    [`sslmode=verify-full&${ca}`, '127.0.0.1', misnamed],
    ['sslmode=verify-full', 'localhost', distrusted],
    ['sslrootcert=system', 'localhost', distrusted],
    ['sslmode=verify-ca&sslrootcert=FOLDER/stranger.pem', 'localhost', distrusted],
    ['sslmode=require&sslrootcert=FOLDER/stranger.pem', 'localhost', distrusted],
  ])('is met as libpq meets it: %j at %s is %s', (...wanted) => expectOf(wanted))
})

describe('a server that lets in by TLS alone', () => {
  beforeAll(() => letIn('hostssl all all all scram-sha-256'))

  test.each<Case>([
    ['', 'localhost', 'encrypted'],
    ['sslmode=allow', 'localhost', 'encrypted'],
    ['sslmode=disable', 'localhost', /no encryption/],
  ])('is met as libpq meets it: %j at %s is %s', (...wanted) => expectOf(wanted))
})

describe('a server that lets in without TLS alone', () => {
  beforeAll(() => letIn('hostnossl all all all scram-sha-256'))

  test.each<Case>([
    ['', 'localhost', 'plain'],
    ['sslmode=prefer', 'localhost', 'plain'],
    ['sslmode=require', 'localhost', /SSL encryption/],
  ])('is met as libpq meets it: %j at %s is %s', (...wanted) => expectOf(wanted))
})

describe('a server that asks for a certificate of ours', () => {
  beforeAll(() => letIn('hostssl all all all cert'))

  test.each<Case>([
    ['sslmode=require&sslcert=FOLDER/client.pem&sslkey=FOLDER/client.key', 'localhost', 'encrypted'],
    ['sslmode=require', 'localhost', /valid client certificate/],
  ])('is met as libpq meets it: %j at %s is %s', (...wanted) => expectOf(wanted))
})

describe('a server without TLS', () => {
  beforeAll(async () => {
    await letIn(anybody)
    await turnTls(false)
  })

  test.each<Case>([
    ['', 'localhost', 'plain'],
    ['sslmode=allow', 'localhost', 'plain'],
    ['sslmode=prefer', 'localhost', 'plain'],
    ['sslmode=require', 'localhost', /^POSTGRES_URL asks for TLS, which the server has not: .*sslmode=disable/],
    [`sslmode=verify-full&${ca}`, 'localhost', /^POSTGRES_URL asks for TLS, which the server has not/],
  ])('is met as libpq meets it: %j at %s is %s', (...wanted) => expectOf(wanted))
})

describe('a password', () => {
  const signs = ['#', '/', '?', '%', '@', ':', ',', ' ', '&', '+', '"', "'", '\\', '€']
  beforeAll(() => letIn(anybody))

  test.each(signs)('with %j in it opens the server where it is encoded', async (sign) => {
    const password = `1${sign}2${sign}`
    await query(
      keeper,
      `drop role if exists holder; create role holder login password '${password.replaceAll("'", "''")}'`,
    )
    const url = Object.assign(new URL(postgres.url), {
      username: 'holder',
      password: encodeURIComponent(password),
    }).href
    expect(await byTask(url)).toBe('plain')
  })
})
