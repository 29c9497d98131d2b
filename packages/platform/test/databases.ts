/** Databases for the tests of a file, and the command that is given their URLs. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { compiled, programOf, testEnvironment } from '@parley/service-kit/testing'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { services } from '../src/services.ts'
import { type Ended, runHere } from './run-here.ts'

export const main = programOf('packages/platform/src/main.ts')

/** Runs `parley` with these arguments, in this environment alone; in a process of its own where it is given an input. */
export const runParley = async (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input?: Buffer,
): Promise<Ended> => {
  if (!input) return runHere(args, { ...env, PATH: process.env.PATH ?? '' })
  const child = spawn(process.execPath, [main, ...args], { env: { ...compiled, ...env, PATH: process.env.PATH } })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code: code as number, output, errors }
}

export const query = async (url: string, sql: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** Each is dropped behind the tests. Resolve to URLs. */
export const useDatabases = () => {
  const { postgresUrl } = inject('backing')
  const scope = new AsyncDisposableStack()
  afterAll(() => scope.disposeAsync())

  const database = async (): Promise<string> => {
    const name = `parley_test_${randomUUID().replaceAll('-', '')}`
    await query(postgresUrl, `create database ${name}`)
    scope.defer(async () => void (await query(postgresUrl, `drop database ${name} with (force)`)))
    return Object.assign(new URL(postgresUrl), { pathname: `/${name}` }).href
  }

  /** With the tables of all services. */
  const migrated = async (): Promise<string> => {
    const all = services.map(({ service }) => service)
    return scope.use(await testEnvironment(inject('backing'), all)).adminUrl
  }

  return { database, migrated, scope }
}
