import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compiled, programOf } from '@parley/service-kit/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { commands } from '../src/commands.ts'
import { processes } from '../src/processes.ts'
import { runHere } from './run-here.ts'

const folder = mkdtempSync(join(tmpdir(), 'parley-command-'))
afterAll(() => rmSync(folder, { recursive: true }))

const parley = async (args: readonly string[], env: Record<string, string> = {}) => {
  const { code, output, errors } = await runHere(args, env)
  return { status: code, stdout: output, stderr: errors }
}

/** As a process of its own. */
const started = (args: readonly string[]) =>
  spawnSync(process.execPath, [programOf('packages/platform/src/main.ts'), ...args], {
    env: { ...compiled },
    encoding: 'utf8',
  })

const fileOf = (text: string): string => {
  const path = join(folder, 'settings.env')
  writeFileSync(path, text)
  return path
}

test('every process of the platform can be run by its name', () => {
  expect(Object.keys(commands)).toEqual(expect.arrayContaining([...processes.keys()]))
})

test.each([[[]], [['nonsense']], [['gateway', 'nonsense']], [['constructor']]])(
  'asked for %j, it tells what it can be asked for',
  async (args) => {
    const { status, stderr } = await parley(args)
    expect(status).toBe(2)
    for (const name of Object.keys(commands)) expect(stderr).toContain(`parley ${name}`)
  },
)

test('a process that lacks a setting ends with 1, and names it', () => {
  const { status, stderr } = started(['chat'])
  expect(status).toBe(1)
  expect(stderr).toMatch(/^POSTGRES_URL is missing: /)
})

test('to migrate without a database ends with 1, and says what is missing', async () => {
  const { status, stderr } = await parley(['migrate'])
  expect(status).toBe(1)
  expect(stderr).toMatch(/^POSTGRES_URL is missing: /)
})

test('the users of NATS are printed for the prefix of the deployment, their passwords as variables', async () => {
  const { status, stdout, stderr } = await parley(['nats-config'], { NATS_PREFIX: 'team' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  for (const name of processes.keys()) {
    expect(stdout).toContain(`user: "team-${name}"`)
    expect(stdout).toContain(`password: $NATS_PASSWORD_${name.toUpperCase()}`)
  }
  expect(stdout).not.toContain('parley.')
})

test('two deployments that share a NATS have users of their own there, with passwords of their own', async () => {
  const { status, stdout } = await parley(['nats-config', 'parley', 'fun-games'])
  expect(status).toBe(0)
  for (const name of processes.keys()) {
    const named = name.toUpperCase()
    expect(stdout).toContain(`user: "parley-${name}"\n      password: $NATS_PASSWORD_${named}\n`)
    expect(stdout).toContain(`user: "fun-games-${name}"\n      password: $NATS_PASSWORD_FUN_GAMES_${named}\n`)
  }
  expect(stdout.match(/authorization/g)).toHaveLength(1)
})

test('a prefix that cannot be one is refused before anything is printed', async () => {
  expect(await parley(['nats-config', 'parley', 'a b'])).toMatchObject({ status: 1, stdout: '' })
})

describe('the check of the settings', () => {
  const good = { POSTGRES_URL: 'postgres://a:b@db/parley', REDIS_URL: 'redis://cache' }

  test('finds nothing where every process would start', async () => {
    const { status, stdout } = await parley(['config', 'check'], good)
    expect(status).toBe(0)
    expect(stdout).toBe([...processes.keys()].map((name) => `ok     ${name}\n`).join(''))
  })

  test('tells every fault of every process, and not those of others', async () => {
    const { status, stdout } = await parley(['config', 'check'], {
      RATE_SEND: 'many',
      ROOM_MEMBERS: '1',
      ...good,
      REDIS_URL: '',
    })
    expect(status).toBe(1)
    expect(stdout.split('\n').filter((line) => !line.startsWith('ok '))).toEqual([
      'FAILED gateway',
      '       RATE_SEND must be a whole number from 1 to 1000000, not "many"',
      'FAILED auth',
      '       REDIS_URL is missing: Redis, where failed logins are counted; it may be lost at any time',
      'FAILED chat',
      '       ROOM_MEMBERS must be a whole number from 2 to 100000, not "1"',
      'FAILED presence',
      '       REDIS_URL is missing: Redis, where it is kept who is there; it may be lost at any time',
      'FAILED files',
      '       REDIS_URL is missing: Redis, by which processes take turns with an upload; it may be lost at any time',
      '',
    ])
  })

  test('looks at the processes that are named alone', async () => {
    expect(await parley(['config', 'check', 'gateway'])).toMatchObject({ status: 0, stdout: 'ok     gateway\n' })
  })

  test('finds the misspelled name in a file, which would leave the default in force', async () => {
    const path = fileOf('RATE_SENT=5\nPOSTGRES_URL=postgres://a:b@db/parley\n')
    const { status, stdout } = await parley(['config', 'check', 'chat', '--file', path])
    expect(status).toBe(1)
    expect(stdout).toBe(`ok     chat\nFAILED ${path}\n       RATE_SENT is a setting of none of: chat\n`)
  })

  test.each([
    ['POSTGRES_URL', 'postgres://chat:sesame#1@db/parley', 'write # as %23'],
    ['POSTGRES_URL', 'postgres://chat:12/sesame@db/parley', '/ as %2F'],
    ['POSTGRES_URL', 'postgres://chat:sesame@db,db2/parley', 'names several hosts'],
    ['POSTGRES_URL', 'postgres://chat:sesame@db/parley?sslmode=verify-ca', 'without sslrootcert=<file>'],
    [
      'POSTGRES_URL',
      'postgres://chat:sesame@db/parley?sslmode=verify-full&sslrootcert=/no/ca.pem',
      'cannot be read (ENOENT)',
    ],
    ['NATS_URL', 'nats://chat:sesame,1@broker', 'a comma as %2C'],
  ])('tells what to write where %s is %s', async (name, value, words) => {
    const { status, stdout, stderr } = await parley(['config', 'check'], { ...good, [name]: value })
    expect(status).toBe(1)
    expect(stdout).toMatch(new RegExp(`^ {7}${name} .*`, 'm'))
    expect(stdout).toContain(words)
    expect(stdout + stderr).not.toContain('sesame')
  })

  test('never prints a secret', async () => {
    const { stdout, stderr } = await parley(['config', 'check'], { POSTGRES_URL: 'mysql://me:sesame@db/parley' })
    expect(stdout).toContain('POSTGRES_URL must be a URL that begins with')
    expect(stdout + stderr).not.toContain('sesame')
  })

  test.each([
    [['config'], 'config can be asked to check, as in: parley config check gateway'],
    [['config', 'check', 'nobody'], '"nobody" is none of the processes'],
    [['config', 'check', '--file', '/nowhere'], "ENOENT: no such file or directory, open '/nowhere'"],
    [['config', 'check', '--fast'], "Unknown option '--fast'"],
  ])('asked for %j, it says what is wrong with that, without a trace', async (args, words) => {
    const { status, stderr } = await parley(args)
    expect(status).toBe(1)
    expect(stderr).toContain(words)
    expect(stderr).not.toContain('    at ')
  })
})
