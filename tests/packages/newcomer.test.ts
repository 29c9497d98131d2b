/**
 * The way of a newcomer: from an empty folder to a bot and a page of another origin, by the text of the SDK's README. Its
 * commands and files are taken as they stand there; names of packages become the packed files, and addresses those of here.
 */
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { uuid7 } from '@parley/client'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { describeInBrowser, launchChromium } from '../e2e/chromium.ts'
import { password, startWorld, type World } from '../setup/world.ts'
import { type Step, stepsUnder } from './recipe.ts'
import { openShell, type Shell } from './shell.ts'

const readme = join(import.meta.dirname, '../../packages/client/README.md')
const tarballs = inject('tarballs')

let world: World
let folder: string
let shell: Shell
let pagePort: number
const page = () => `http://localhost:${pagePort}`

const openPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** As it stands there, for this machine. */
const here = (text: string): string =>
  text.replaceAll('http://localhost:8080', world.url).replaceAll('5173', String(pagePort))

const packed = (commands: string): string =>
  commands.replaceAll(/@parley\/\w+/g, (name) => tarballs[name] ?? name).replaceAll(/ vite$/gm, ' vite@8.3.8')

/** What goes on, and what it says when it does. */
const says = (commands: string): RegExp | undefined => {
  if (commands.includes('node bot.mjs')) return /Dice is online/
  return commands.includes('vite preview') ? new RegExp(`localhost:${pagePort}`) : undefined
}

const take = async ({ kind, file, text }: Step): Promise<void> => {
  if (text.startsWith('# in the folder of Parley')) return
  if (kind === 'sh') return shell.type(packed(here(text)), says(text))
  if (file === undefined) throw new Error(`a file without a name: ${text.slice(0, 80)}`)
  await mkdir(dirname(join(folder, file)), { recursive: true })
  await writeFile(join(folder, file), here(text))
}

beforeAll(async () => {
  pagePort = await openPort()
  world = await startWorld(inject('backing'), { env: { ALLOWED_ORIGINS: page() } })
  folder = await mkdtemp(join(tmpdir(), 'parley-newcomer-'))
  shell = openShell(folder)
  const text = await readFile(readme, 'utf8')
  const [install] = stepsUnder('Install', text)
  for (const step of [install as Step, ...stepsUnder('From an empty folder to a bot and a page', text)])
    await take(step)
}, 300_000)

afterAll(async () => {
  await shell?.[Symbol.asyncDispose]()
  await world?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

test('the bot of the README answers whoever writes to it', async () => {
  const ann = await world.person('Ann')
  const { users } = await world.post('user.search', { name: 'Dice' }, ann.token)
  await using client = await world.connect(ann)
  const { on, room } = await client.call('room.create', { kind: 'direct', user: String(users[0]?.user) })
  await client.call('message.send', { room, id: uuid7(), text: 'Hi' })
  await client.until(() => client.events(on).find(({ is }) => String(is.text).startsWith('You rolled')))
})

describeInBrowser('the page of the README, of another origin than the server', () => {
  test('logs in, chats with the bot, and leaves neither cookie nor token behind', async () => {
    const ann = await world.person('Ann')
    await using browser = await launchChromium()
    const context = await browser.newContext()
    context.setDefaultTimeout(20_000)
    const complaints: string[] = []
    const isIcon = (url: string) => url.endsWith('/favicon.ico') // the page of the README has none
    context.on('console', (said) => {
      if (said.type() === 'error' && !isIcon(said.location().url)) complaints.push(said.text())
    })
    context.on('weberror', (fault) => complaints.push(String(fault.error())))
    const opened = await context.newPage()
    await opened.goto(page())
    await opened.getByPlaceholder('User name').fill(ann.username)
    await opened.getByPlaceholder('Password').fill(password)
    await opened.getByRole('button', { name: 'Log in' }).click()
    await opened.getByPlaceholder('Message').fill('A die, please')
    await opened.getByRole('button', { name: 'Send' }).click()
    await opened.getByRole('listitem').filter({ hasText: 'You rolled' }).waitFor()
    expect(await opened.getByRole('status').textContent()).toBe('online')
    expect(await opened.getByRole('listitem').first().textContent()).toBe('A die, please')
    expect(await context.cookies([page(), world.url])).toEqual([])
    expect(await opened.evaluate(() => ({ ...localStorage, ...sessionStorage }))).toEqual({})
    expect(complaints).toEqual([])
  })

  test('of an origin that the server does not allow, says so', async () => {
    const ann = await world.person('Ann')
    await using browser = await launchChromium()
    const opened = await browser.newPage()
    await opened.goto(page().replace('localhost', '127.0.0.1'))
    await opened.getByPlaceholder('User name').fill(ann.username)
    await opened.getByPlaceholder('Password').fill(password)
    await opened.getByRole('button', { name: 'Log in' }).click()
    await opened.getByText(/ALLOWED_ORIGINS/).waitFor({ timeout: 20_000 })
  })
})
