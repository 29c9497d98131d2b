/** `npm start` as somebody meets it who has just got the repository: what it says, and what it does when something is in its way. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { services } from '@parley/platform'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtPage } from '../setup/built-page.ts'
import { root } from '../setup/child.ts'
import { eventually } from '../setup/eventually.ts'
import { isReady } from '../setup/processes.ts'
import { gatesAt } from '../setup/world.ts'

interface Start {
  readonly child: ChildProcess
  readonly dataDir: string
  readonly ended: Promise<number>
  said(): string
}

const scope = new AsyncDisposableStack()
let folder: string
const start = (name: string, env: NodeJS.ProcessEnv): Start => {
  const dataDir = join(folder, name)
  const child = spawn(process.execPath, ['scripts/start.ts'], {
    cwd: root,
    env: { ...process.env, PARLEY_DATA: dataDir, PARLEY_BACKING: 'embedded', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (text += data))
  const ended = once(child, 'close').then(([code]) => code as number)
  scope.defer(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return { child, dataDir, ended, said: () => text }
}

const addressOf = ({ said }: Start) => /^Parley is at (http:\S+)$/m.exec(said())?.[1]
const served = async (one: Start): Promise<string> => {
  await eventually('it serves', () => addressOf(one) !== undefined || one.child.exitCode !== null, 50_000)
  return addressOf(one) ?? expect.fail(one.said())
}
const pidOf = async ({ dataDir }: Start, server: string): Promise<number> =>
  JSON.parse(await readFile(join(dataDir, server, 'process.json'), 'utf8')).server.pid

beforeAll(async () => {
  await builtPage()
  folder = await mkdtemp(join(tmpdir(), 'parley-start-'))
  scope.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
})
afterAll(() => scope.disposeAsync())

describe('two starts in the same moment, on a port that is taken,', () => {
  let taken: number
  let one: Start
  let other: Start
  beforeAll(async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    scope.defer(() => void holder.close())
    taken = (holder.address() as AddressInfo).port
    const env = { PORT: String(taken) }
    one = start('one', env)
    other = start('other', env)
    await Promise.all([served(one), served(other)])
  }, 240_000)

  test('serve on ports of their own, and say which is taken and which it is instead', async () => {
    expect(addressOf(one)).not.toBe(addressOf(other))
    for (const each of [one, other]) {
      const { port } = new URL(addressOf(each) ?? '')
      expect(each.said()).toContain(`Port ${taken} is taken by another program, so it is ${port} instead`)
    }
  })

  test('tell the address last and alone, after a few lines, without warnings', () => {
    const lines = one.said().trimEnd().split('\n')
    expect(lines.slice(-2)).toEqual(['', `Parley is at ${addressOf(one)}`])
    expect(lines.length).toBeLessThan(15)
    expect(one.said()).not.toMatch(/warn/i)
  })

  test('keep their folder from a third', async () => {
    const third = start('one', { PORT: '0' })
    expect(await third.ended).toBe(1)
    expect(third.said()).toContain(`is used by another run (process ${one.child.pid})`)
    expect(await isReady(addressOf(one) ?? '')).toBe(true)
  })

  test('go on when Postgres was killed, with a line or two of each process in the terminal and no trace', async () => {
    const url = addressOf(one) ?? ''
    const before = one.said().length
    process.kill(await pidOf(one, 'postgres'), 'SIGKILL')
    await eventually('it is started again', () => one.said().slice(before).includes('it is started again'), 30_000)
    await eventually('it is ready', () => isReady(url), 30_000)
    await gatesAt([url]).person('Ann')
    const more = one.said().slice(before)
    expect(more).not.toContain('    at ')
    // Postgres, the gateway and each service.
    expect(more.trim().split('\n').length).toBeLessThanOrEqual(2 + 3 * (services.length + 1))
  })

  test('end with one sentence, and nothing left behind, when a server does not stay up', async () => {
    const pids: number[] = []
    for (let time = 0; time < 4; time++) {
      await eventually('it is another one', async () => !pids.includes(await pidOf(other, 'redis')), 30_000)
      pids.push(await pidOf(other, 'redis'))
      process.kill(pids.at(-1) as number, 'SIGKILL')
    }
    expect(await other.ended).toBe(1)
    expect(other.said()).toMatch(/^redis has ended 4 times within a minute \(.*\): see .*redis\.log\.$/m)
    expect(other.said()).not.toContain('    at ')
    expect(() => process.kill(pids.at(-1) as number, 0)).toThrow('ESRCH')
  })
})

test.each([
  ['PORT', { PORT: 'abc' }, 'PORT must be a whole number from 0 to 65535, not "abc"'],
  ['PORT', { PORT: '99999' }, 'PORT must be a whole number from 0 to 65535, not "99999"'],
  ['the folder', { PARLEY_DATA: '/dev/null/data' }, 'set PARLEY_DATA to a folder that you may write to.'],
])('what is wrong with %s ends it with one line, and nothing is started', async (_, env, words) => {
  const wrong = start('wrong', env)
  expect(await wrong.ended).toBe(1)
  expect(wrong.said()).toContain(words)
  expect(wrong.said()).not.toContain('    at ')
})
