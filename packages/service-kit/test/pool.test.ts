import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { isServerFault } from '../src/postgres-faults.ts'
import { makePool } from '../src/sql.ts'
import { captureLog, useKit } from './kit.ts'

const kit = await useKit()

const url = () => kit.environment.env('chat').POSTGRES_URL ?? ''

/** What arrives meanwhile is read in one piece. */
const hearNothingFor = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

test('a connection that breaks in the moment it is handed to the next ends nothing but the work of that one', async () => {
  const pool = makePool({ url: url(), schema: 'chat', size: 1, log: captureLog().log })
  const { rows } = await pool.query('select pg_backend_pid() as pid')
  await kit.sql('select 1') // has a connection from here on
  const first = pool.query('select pg_sleep(0.2)')
  const next = pool.connect()
  const ending = kit.sql('select pg_terminate_backend($1) from pg_sleep(0.4)', [rows[0].pid])
  await nextTurn()
  hearNothingFor(800)
  await Promise.all([first, ending])
  const client = await next
  const reason = await client.query('select 1').catch((caught: Error) => caught)
  expect(isServerFault(reason)).toBe(true)
  client.release(reason)
  expect((await pool.query('select 2 as two')).rows).toEqual([{ two: 2 }])
  await pool.end()
})
