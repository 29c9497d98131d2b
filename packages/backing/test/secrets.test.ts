import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Backing, keptPassword, startBacking } from '../src/index.ts'
import { askNats, askPostgres, askRedis } from './ask.ts'
import { modesIn, openToOthers } from './modes.ts'
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts'

const env = { ...process.env, POSTGRES_URL: '', NATS_URL: '', REDIS_URL: '', PARLEY_BACKING: 'embedded' }
const start = (dataDir: string) => startBacking({ dataDir, prefer: 'embedded', durable: false, env })
const urlsOf = ({ postgresUrl, natsUrl, redisUrl }: Backing) => [postgresUrl, natsUrl, redisUrl]
const passwordsOf = (backing: Backing) => urlsOf(backing).map((url) => new URL(url).password)

let folder: TemporaryFolder
let backing: Backing
beforeAll(async () => {
  folder = await temporaryFolder()
  await leaveOpen(join(folder.path, 'data'))
  backing = await start(join(folder.path, 'data'))
})
afterAll(async () => {
  await backing?.[Symbol.asyncDispose]()
  await folder?.[Symbol.asyncDispose]()
})

/** As a release before left it: readable by everybody. */
async function leaveOpen(dataDir: string): Promise<void> {
  for (const name of ['postgres', 'nats', 'redis']) {
    await mkdir(join(dataDir, name), { recursive: true })
    for (const file of [`${name}.log`, 'process.json', ...(name === 'postgres' ? [] : [`${name}.conf`])]) {
      await writeFile(join(dataDir, name, file), '{}')
      await chmod(join(dataDir, name, file), 0o644)
    }
  }
}

const withUser = (url: string, username: string, password: string) =>
  Object.assign(new URL(url), { username, password }).href

describe.each([
  ['Postgres', (of: Backing) => of.postgresUrl, (url: string) => askPostgres(url, 'select 1')],
  ['NATS', (of: Backing) => of.natsUrl, askNats],
  ['Redis', (of: Backing) => of.redisUrl, (url: string) => askRedis(url, 'PING')],
])('%s', (_, urlOf, ask) => {
  test('lets in who has its URL', async () => {
    await expect(ask(urlOf(backing))).resolves.toBeTruthy()
  })

  test.each([
    ['nobody', '', ''],
    ['its user without a password', undefined, ''],
    ['its user with another password', undefined, 'wrong'],
    ['a user who does not exist', 'somebody', 'wrong'],
    ['the default user', 'default', ''],
  ])('keeps out %s', async (_name, user, password) => {
    const url = urlOf(backing)
    await expect(ask(withUser(url, user ?? new URL(url).username, password))).rejects.toThrow()
  })
})

describe('of what the servers leave on this machine', () => {
  test('nothing can be read, written or entered by others, nor what a release before left open', async () => {
    for (const name of ['postgres', 'nats', 'redis'])
      expect(await openToOthers(join(folder.path, 'data', name))).toEqual([])
  })

  test('nothing is a socket that others could open', async () => {
    expect((await modesIn(folder.path)).filter(({ isSocket }) => isSocket)).toEqual([])
    const [setting] = await askPostgres(backing.postgresUrl, 'show unix_socket_directories')
    expect(setting).toEqual({ unix_socket_directories: '' })
  })

  test('no way into Postgres goes without a password', async () => {
    const rules = await askPostgres(backing.postgresUrl, 'select distinct auth_method from pg_hba_file_rules')
    expect(rules).toEqual([{ auth_method: 'scram-sha-256' }])
  })

  test('no log holds a password', async () => {
    for (const name of ['postgres', 'nats', 'redis']) {
      const log = await readFile(join(folder.path, 'data', name, `${name}.log`), 'utf8')
      for (const password of passwordsOf(backing)) expect(log).not.toContain(password)
    }
  })
})

test.runIf(process.platform === 'linux')(
  'no command line and no environment of a process holds a password',
  async () => {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
    for (const pid of pids)
      for (const file of ['cmdline', 'environ']) {
        const text = await readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '')
        for (const password of passwordsOf(backing)) expect(text.includes(password), `${pid} ${file}`).toBe(false)
      }
  },
)

test('a second start has the passwords of the first, and the data', async () => {
  await using own = await temporaryFolder()
  const first = await start(own.path)
  const [passwords, password] = [passwordsOf(first), new URL(first.postgresUrl).password]
  await askPostgres(first.postgresUrl, 'create table kept as select 42 as answer')
  await first[Symbol.asyncDispose]()
  expect(new Set(passwords).size).toBe(3)
  expect(password).toHaveLength(32)
  await using second = await start(own.path)
  expect(passwordsOf(second)).toEqual(passwords)
  expect(await askPostgres(second.postgresUrl, 'select answer from kept')).toEqual([{ answer: 42 }])
})

describe('a password that is kept', () => {
  test.each(['', '\n', '  '])('is made anew where a crash left %j of it', async (left) => {
    await using own = await temporaryFolder()
    const path = join(own.path, 'password')
    await writeFile(path, left)
    const made = await keptPassword(path)
    expect(made).toMatch(/^[\w-]{32}$/)
    expect(await keptPassword(path)).toBe(made)
  })

  test('is closed to others, where its file was open', async () => {
    await using own = await temporaryFolder()
    const path = join(own.path, 'password')
    await writeFile(path, 'sesame')
    await chmod(path, 0o644)
    expect(await keptPassword(path)).toBe('sesame')
    expect(await openToOthers(own.path)).toEqual([])
  })
})

test('a password file that was lost is told as what it is, at once', async () => {
  await using own = await temporaryFolder()
  const first = await start(own.path)
  await first[Symbol.asyncDispose]()
  await writeFile(join(own.path, 'postgres', 'password'), 'another')
  await expect(start(own.path)).rejects.toThrow('Postgres was made with another password')
})
