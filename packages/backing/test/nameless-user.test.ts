/** Run as a user of any number, as containers are. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { cacheFolder } from '../src/cache.ts'
import { fetchDebianLibrary } from '../src/debian.ts'
import { environment, toolEnv } from '../src/env.ts'
import { run } from '../src/run.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Nobody has it. */
const uid = 54_321
const start = `
  const { startPostgres } = await import('${new URL('../src/postgres.ts', import.meta.url)}')
  const { cacheFolder } = await import('${new URL('../src/cache.ts', import.meta.url)}')
  try {
    await using server = await startPostgres({ dataDir: process.argv[1], durable: false })
    console.log('up', new URL(server.url).protocol, process.getuid())
  } catch (reason) {
    console.log(reason.message)
  }
  try {
    cacheFolder({})
  } catch (reason) {
    console.log(reason.message)
  }
`

/** Only root may become somebody else. */
describe.skipIf(process.getuid?.() !== 0)('a user without a name', () => {
  test('starts a Postgres all the same', async () => {
    await using temporary = await temporaryFolder()
    const folder = temporary.path
    const env = environment()
    const library = await fetchDebianLibrary('libnss-wrapper', 'libnss_wrapper.so', cacheFolder(env), {
      ...toolEnv(env),
      LC_ALL: 'C',
    })
    expect(library).toBeDefined()
    const [cache, data] = [join(folder, 'cache'), join(folder, 'data')]
    for (const path of [folder, cache, data]) {
      await mkdir(path, { recursive: true })
      await chown(path, uid, uid)
    }
    await cp(join(cacheFolder(env), 'libnss-wrapper'), join(cache, 'libnss-wrapper'), {
      recursive: true,
      verbatimSymlinks: true,
    })
    const child = spawn(process.execPath, ['--input-type=module', '-e', start, data], {
      env: { PATH: env.PATH, PARLEY_CACHE: cache },
      stdio: ['ignore', 'pipe', 'inherit'],
      uid,
      gid: uid,
      cwd: '/',
    })
    const [told] = await Promise.all([text(child.stdout), once(child, 'exit')])
    expect(told).toContain(`up postgres: ${uid}`)
    expect(told).toContain('set PARLEY_CACHE')
  })
})

test('a program that fails is told by its own words, also where they name no error', async () => {
  const fails = (words: string) =>
    run('sh', ['-c', `echo '${words}' >&2; exit 1`], { env: { PATH: '/bin:/usr/bin' } }).catch(
      (reason) => reason.message,
    )
  expect(await fails('initdb: could not look up effective user ID 7')).toBe(
    'sh: initdb: could not look up effective user ID 7',
  )
  expect(await fails('a notice\ntool: error: no room')).toBe('sh: tool: error: no room')
})
