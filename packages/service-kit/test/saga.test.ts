/** Work over two services, of which every process is killed at every step. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { programOf, type TestEnvironment, testEnvironment } from '../src/testing.ts'
import { until } from './kit.ts'
import { sagaServices } from './saga/services.ts'

const scope = new AsyncDisposableStack()
afterAll(() => scope.disposeAsync())
let environment: TestEnvironment
let admin: pg.Client

const { auth, chat } = sagaServices()
beforeAll(async () => {
  environment = scope.use(await testEnvironment(inject('backing'), [auth, chat]))
  admin = new pg.Client({ connectionString: environment.adminUrl })
  await admin.connect()
  scope.defer(() => admin.end())
})

const program = programOf('packages/service-kit/test/saga/process.ts')

/** Starts it again whenever it ends, as an orchestrator does. */
const keepUp = (name: 'auth' | 'chat', account: string): Disposable => {
  let child: ChildProcess
  let isOver = false
  const start = () => {
    const env = { ...process.env, ...environment.env(name) } as NodeJS.ProcessEnv
    child = spawn(process.execPath, [program, name, account], { env, stdio: 'ignore' })
    child.once('exit', () => isOver || start())
  }
  start()
  return {
    [Symbol.dispose]: () => {
      isOver = true
      child.kill('SIGKILL')
    },
  }
}

const rows = async <Row>(sql: string, values: unknown[] = []): Promise<Row[]> => (await admin.query(sql, values)).rows
const told = async (service: string) =>
  (await rows<{ ev: string }>(`select ev from ${service}.event order by seq`)).map(({ ev }) => ev)
const killed = async (service: string) =>
  (await rows<{ point: string }>(`select point from ${service}.killed order by point`)).map(({ point }) => point)

test('work over two services is done once, though each of their processes is killed at each of its steps', async () => {
  const [account, other] = [randomUUID(), randomUUID()]
  for (const [owner, count] of [
    [account, 23],
    [other, 4],
  ])
    await rows('insert into chat.thing (account) select $1 from generate_series(1, $2::int)', [owner, count])
  using _ = keepUp('auth', account)
  using __ = keepUp('chat', account)
  await until(async () => (await killed('auth')).includes('closed, after the commit'))
  expect(await told('auth')).toEqual(['account.closing', 'account.closed'])
  expect(await told('chat')).toEqual(['account.erased'])
  expect(await rows('select account from chat.thing group by account')).toEqual([{ account: other }])
  expect(await killed('auth')).toEqual([
    'closed, after the commit',
    'closed, before the commit',
    'closing, after the commit',
    'closing, before the commit',
    'ticked off, before the commit',
  ])
  expect(await killed('chat')).toEqual([
    'a step of erasing',
    'erased, after the commit',
    'erased, before the commit',
    'noted, before the commit',
  ])
}, 240_000)
