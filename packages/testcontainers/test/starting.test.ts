import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ParleyContainer } from '../src/index.ts'
import { containersOf, folders, servers } from './leftovers.ts'
import { ways } from './ways.ts'

const all = await ways()
/** Of this file alone, so that what is left in it is left by these tests. */
const folder = mkdtempSync(join(tmpdir(), 'parley-starting-'))
beforeEach(() => void vi.stubEnv('TMPDIR', folder))
afterEach(() => vi.unstubAllEnvs())
afterAll(() => rmSync(folder, { recursive: true }))

const nowhere = 'parley.invalid/none:1'

describe.each(all)('a Parley that runs %s', (runtime) => {
  const container = () => new ParleyContainer().withRuntime(runtime)
  const remains = async () => [
    ...folders(),
    ...servers(),
    ...(runtime === 'container' ? await containersOf(process.pid) : []),
  ]

  test('is one of several that do not meet, each with its own settings, and nothing of them is left', async () => {
    {
      await using one = await container().withEnvironment({ ROOM_MEMBERS: '2' }).start()
      await using other = await container().start()
      const [ann, bob, eve] = await one.createUsers('Ann', 'Bob', 'Eve')
      await expect(other.token(ann)).rejects.toMatchObject({ name: 'LOGIN_FAILED' })
      await expect(one.conversation(ann, bob, eve)).rejects.toMatchObject({ name: 'ROOM_FULL' })
      expect(await other.token(await other.createUser())).toMatch(/./)
      expect((await remains()).length).toBeGreaterThan(0)
    }
    expect(await remains()).toEqual([])
  })

  test('closes what is connected, when it stops, and stops once', async () => {
    const parley = await container().start()
    const client = await parley.connect(await parley.createUser())
    await parley.stop()
    await parley[Symbol.asyncDispose]()
    expect(client.state).toBe('ended')
    expect(client.error).toBeUndefined()
    await expect(fetch(client.link.url)).rejects.toThrow()
    await expect(parley.logs()).rejects.toThrow('Parley has stopped')
    expect(await remains()).toEqual([])
  })

  test('leaves nothing where it fails half way, and says why', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    // In a container it is the gateway itself that has taken its port.
    const taken = runtime === 'container' ? 8080 : (other.address() as AddressInfo).port
    const failing = container()
      .withEnvironment({ METRICS_PORT: String(taken) })
      .withStartupTimeout(20_000)
    await expect(failing.start()).rejects.toThrow(/in use/)
    other.close()
    expect(await remains()).toEqual([])
  })

  test('goes with the process that started it, also where that is killed', async () => {
    const holder = spawn(process.execPath, [fileURLToPath(new URL('./holder.ts', import.meta.url)), runtime], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [url] = await once(holder.stdout, 'data')
    expect((await fetch(`${String(url).trim()}/ready`)).status).toBe(200)
    holder.kill('SIGKILL')
    const { pid = 0 } = holder
    const left = async () => [...servers(), ...(runtime === 'container' ? await containersOf(pid) : [])]
    await expect.poll(left, { timeout: 20_000 }).toEqual([])
    for (const name of folders()) rmSync(join(folder, name), { recursive: true })
  })
})

describe('the choice', () => {
  test('falls on this process where there is no container to be had, and the report says why', async () => {
    vi.stubEnv('PARLEY_RUNTIME', '')
    const lines: string[] = []
    await using parley = await new ParleyContainer(nowhere).withReport((line) => void lines.push(line)).start()
    expect(parley.runtime).toBe('in-process')
    expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(/^not as a container: /)]))
  })

  test('of a container that cannot be had gives one sentence with the ways out', async () => {
    vi.stubEnv('PARLEY_RUNTIME', 'container')
    await expect(new ParleyContainer(nowhere).start()).rejects.toThrow(
      /^Cannot start Parley as a container \([^)].*\): run a container engine such as Docker, and build or pull the image parley.invalid\/none:1 or name another one in PARLEY_IMAGE; or set PARLEY_RUNTIME to in-process, which needs neither\.$/,
    )
  })

  test('of what is not there is refused', async () => {
    vi.stubEnv('PARLEY_RUNTIME', 'docker')
    await expect(new ParleyContainer().start()).rejects.toThrow('can only be container or in-process')
  })

  test('of this process does not go together with a network of containers', async () => {
    const asked = new ParleyContainer().withNetworkAliases('chat').withRuntime('in-process')
    await expect(asked.start()).rejects.toThrow('leave withNetwork out')
  })

  test('of servers in the environment is not for it: it never writes into them', async () => {
    vi.stubEnv('POSTGRES_URL', 'postgres://game:game@127.0.0.1:1/game')
    vi.stubEnv('PARLEY_BACKING', 'urls')
    await using parley = await new ParleyContainer().withRuntime('in-process').start()
    expect(await parley.createUser()).toMatchObject({ user: expect.any(String) })
  })
})

test.each([
  [{ RATE_SENT: '5' }, 'RATE_SENT is no setting of Parley'],
  [{ RATE_SEND: 'many' }, 'RATE_SEND must be a whole number from 1 to 1000000, not "many"'],
  [{ POSTGRES_URL: 'postgres://db' }, 'POSTGRES_URL cannot be set'],
  [{ NATS_PREFIX: 'two words' }, 'NATS_PREFIX must be words of letters, digits, _ and -, joined by dots'],
])('settings such as %j are refused before anything is started', async (settings, words) => {
  const begun = performance.now()
  await expect(new ParleyContainer().withEnvironment(settings).start()).rejects.toThrow(words)
  expect(performance.now() - begun).toBeLessThan(500)
})
