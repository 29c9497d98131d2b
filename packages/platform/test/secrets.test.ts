/** `parley secrets`, in all the folders that it may be given. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { programOf } from '@parley/service-kit/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runHere } from './run-here.ts'

const main = programOf('packages/platform/src/main.ts')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-secrets-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** A process, where several at once or its umask make the difference. */
const runApart = async (into: string, umask = '022') => {
  const child = spawn('/bin/sh', ['-c', `umask ${umask}; exec "$0" "$@"`, process.execPath, main, 'secrets', into])
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code, said: output + errors }
}

const run = async (into: string) => {
  const { code, output, errors } = await runHere(['secrets', into], {})
  return { code, said: output + errors }
}

const quiet = { code: 0, said: '' }
const read = (...names: readonly string[]) => readFile(join(folder, ...names), 'utf8')
const all = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).map((entry) => ({
    isFile: entry.isFile(),
    path: join(entry.parentPath, entry.name),
  }))

test('several that run at once agree on every password, and each file is whole', async () => {
  const runs = await Promise.all(Array.from({ length: 4 }, () => runApart(folder)))
  expect(runs).toEqual(Array.from({ length: 4 }, () => quiet))
  for (const name of ['gateway', 'auth', 'chat']) {
    const password = await read('kept', `nats-${name}`)
    expect(await read('nats', 'nats.conf')).toContain(`"${password}"`)
    expect(new URL(await read(name, 'NATS_URL')).password).toBe(password)
  }
  expect(await read('auth', 'GATEWAY_KEY')).toBe(await read('gateway', 'GATEWAY_KEY'))
  expect(await read('postgres', 'password')).toBe(await read('kept', 'postgres'))
  expect((await all()).filter(({ path }) => path.endsWith('.part'))).toEqual([])
})

test.each(['000', '077', '027'])('with umask %s all is for its owner, who can read it', async (umask) => {
  expect(await runApart(folder, umask)).toEqual(quiet)
  for (const { path, isFile } of await all()) {
    const { mode, uid } = await stat(path)
    expect(mode & 0o777, path).toBe(isFile ? 0o600 : 0o700)
    if (isFile) expect((await stat(join(path, '..'))).uid, path).toBe(uid)
  }
})

describe('a folder in which somebody else has files', () => {
  test.each([
    ['redis', 'redis.conf'],
    ['nats', 'nats.conf'],
    ['postgres', 'password'],
  ])('of such a name, %s/%s, is left as it is', async (name, file) => {
    await mkdir(join(folder, name))
    await writeFile(join(folder, name, file), 'theirs')
    const { code, said } = await run(folder)
    expect(code).toBe(1)
    expect(said).toBe(
      `${join(folder, name, file)} is there, and was not made here: name an empty folder, or one of before\n`,
    )
    expect(await read(name, file)).toBe('theirs')
    expect(await readdir(folder)).toEqual([name])
  })

  test('of other names, keeps them', async () => {
    await writeFile(join(folder, 'their-notes'), 'theirs')
    expect(await run(folder)).toEqual(quiet)
    expect(await read('their-notes')).toBe('theirs')
  })
})

test('what was made in part is completed', async () => {
  await run(folder)
  const password = await read('kept', 'redis')
  await rm(join(folder, 'redis'), { recursive: true })
  await rm(join(folder, 'kept', 'nats-auth'))
  expect(await run(folder)).toEqual(quiet)
  expect(await read('kept', 'redis')).toBe(password)
  expect(await read('nats', 'nats.conf')).toContain(await read('kept', 'nats-auth'))
})

describe('a password that somebody put there', () => {
  test.each(['\n', '\r\n', ' \n'])('counts without %j behind it', async (end) => {
    await mkdir(join(folder, 'kept'))
    await writeFile(join(folder, 'kept', 'redis'), `sesame-sesame-sesame${end}`)
    expect(await run(folder)).toEqual(quiet)
    expect(new URL(await read('auth', 'REDIS_URL')).password).toBe('sesame-sesame-sesame')
  })

  test.each([
    'short',
    'two words of many',
    '"} accounts { all',
    "quote'sesame-sesame",
    'sesame\nsesame-sesame',
    'sésame-sésame-sésame',
  ])('and that a server would read otherwise is refused: %j', async (password) => {
    await mkdir(join(folder, 'kept'))
    const path = join(folder, 'kept', 'nats-auth')
    await writeFile(path, password)
    const { code, said } = await run(folder)
    expect(code).toBe(1)
    expect(said).toBe(`${path} must hold a password of 16 to 200 letters, digits, - and _: put one there\n`)
    expect(await readdir(folder)).toEqual(['kept'])
  })
})

describe('where it cannot write, it says so in a sentence:', () => {
  const refused = async (into: string) => {
    const { code, said } = await run(into)
    expect(code).toBe(1)
    expect(said).toMatch(/^\S+ cannot be used \([A-Z]+: [^)]*\): name a folder that this user may read and write\n$/)
  }

  test('on a file system that takes nothing', () => refused('/proc/secrets'))

  test('in place of a file', async () => {
    await writeFile(join(folder, 'file'), '')
    await refused(join(folder, 'file'))
  })

  test('where a file is to be and a folder is', async () => {
    await mkdir(join(folder, 'kept', 'redis'), { recursive: true })
    await refused(folder)
  })

  test.runIf(process.getuid?.() !== 0)('in a folder of somebody else', async () => {
    await chmod(folder, 0o500)
    await refused(folder)
    await chmod(folder, 0o700)
  })
})
