/** The skeleton of a service that `npm run new` makes, in a copy of this repository. */
import { execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { testEnvironment } from '@parley/service-kit/testing'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { endWithUs, root } from '../setup/child.ts'
import { connectRaw } from '../setup/raw-client.ts'
import { gatesAt } from '../setup/world.ts'
import { makeCopy } from './planted/copy.ts'

const name = 'notes'
const program = promisify(execFile)
const scope = new AsyncDisposableStack()
let folder: string

/** As `pnpm install` links packages of ours. */
const link = async (from: string, to: string): Promise<void> => {
  const modules = join(folder, from, 'node_modules/@parley')
  await mkdir(modules, { recursive: true })
  await symlink(relative(modules, join(folder, to)), join(modules, to.slice(to.lastIndexOf('/') + 1)))
}

const run = (...args: string[]) => program(process.execPath, args, { cwd: folder })

beforeAll(async () => {
  folder = scope.use(await makeCopy()).folder
  await run('scripts/new.ts', 'service', name, '--bare')
  await link('packages/platform', `services/${name}`)
  await link(`services/${name}`, 'packages/protocol')
  await link(`services/${name}`, 'packages/service-kit')
})
afterAll(() => scope.disposeAsync())

const notOurs = new Set(['node_modules', 'dist', '.git', '.parley', 'screenshots'])

/** What is under version control, or would be, by its path. */
const filesOf = async (at: string, path = ''): Promise<string[]> => {
  const entries = await readdir(join(at, path), { withFileTypes: true })
  const own = entries.filter((entry) => !notOurs.has(entry.name))
  const found = own.map((entry) =>
    entry.isDirectory() ? filesOf(at, join(path, entry.name)) : [join(path, entry.name)],
  )
  return (await Promise.all(found)).flat()
}

const touched = async (): Promise<string[]> => {
  const before = await filesOf(root)
  const changed = await Promise.all(
    before.map(async (path) => {
      const [one, other] = await Promise.all([root, folder].map((at) => readFile(join(at, path))))
      return one?.equals(other as Buffer) ? [] : [path]
    }),
  )
  return changed.flat().toSorted()
}

const byHand = ['packages/platform/package.json', 'packages/platform/src/services.ts', 'packages/protocol/src/parts.ts']

test('a new service touches three files that are there, and the lockfile; all else that names services is made', async () => {
  expect(await touched()).toEqual(byHand)
  await run('scripts/docs.ts')
  const made = (await touched()).filter((path) => !byHand.includes(path))
  console.log(`A new service: ${byHand.length + 1} files by hand, ${made.length} by npm run docs: ${made.join(', ')}`)
  expect(byHand.length + 1).toBeLessThanOrEqual(10)
  expect(made).toContain('compose.yaml')
  for (const path of made) expect(path).toMatch(/^(compose\.yaml$|docs\/|deploy\/|packages\/client\/API\.md$)/)
}, 240_000)

const runner = `
import { prepareDatabase, startPlatform } from '@parley/platform'
const [servers, env] = process.argv.slice(2).map((text) => JSON.parse(text))
await prepareDatabase(servers)
const { port } = await startPlatform({ servers, port: 0, env })
console.log('port ' + port)
`

/** The platform out of the copy; ends with this process. */
const startCopy = async (): Promise<string> => {
  const { postgresUrl: _, ...servers } = inject('backing')
  const environment = scope.use(await testEnvironment(inject('backing'), []))
  await writeFile(join(folder, 'platform-of-the-test.ts'), runner)
  const options = [{ ...servers, postgresUrl: environment.adminUrl }, { NATS_PREFIX: environment.prefix }]
  const args = [...endWithUs, 'platform-of-the-test.ts', ...options.map((each) => JSON.stringify(each))]
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  scope.defer(async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  for await (const line of createInterface(child.stdout as NodeJS.ReadableStream)) {
    const [, port] = /^port (\d+)$/.exec(line) ?? []
    if (port) return `http://127.0.0.1:${port}`
  }
  throw new Error('the platform of the copy ended before it served')
}

test('its command is answered over HTTP, and its event comes on a socket, from now on and after a resume', async () => {
  const gates = gatesAt([await startCopy()])
  const ann = await gates.person('Ann')
  const add = async (id: string) => gates.post(`${name}.add` as never, { id, text: 'Hello' } as never, ann.token)
  const on = `${name}/user/${ann.user}`
  const [first, second] = [randomUUID(), randomUUID()]
  await using client = await connectRaw(gates.url, ann.token)
  expect([await add(first), await add(second), await add(first)]).toEqual([{ seq: 1 }, { seq: 2 }, { seq: 1 }])
  await client.waitFor(on, 2)
  expect(client.events(on).map(({ seq, ev, is }) => [seq, ev, is.id])).toEqual([
    [1, `${name}.added`, first],
    [2, `${name}.added`, second],
  ])
  const [epoch = 0] = client.positions()[on] ?? []
  await using again = await connectRaw(gates.url, ann.token, { have: { [on]: [epoch, 1] } })
  await again.waitFor(on, 2)
  expect(again.events(on).map(({ seq }) => seq)).toEqual([2])
}, 240_000)
