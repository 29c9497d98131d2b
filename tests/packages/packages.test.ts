import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { gzipSync } from 'node:zlib'
import { uuid7 } from '@parley/client'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { password, startWorld, type World } from '../setup/world.ts'
import { run } from './run.ts'

const elsewhere = inject('elsewhere')
const tool = (name: string) => join(elsewhere, 'node_modules/.bin', name)
const node = (line: number) => join(elsewhere, `node_modules/node${line}/bin/node`)
const lines = [20, 22, 24]

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'))
})
afterAll(() => world[Symbol.asyncDispose]())

const bots = lines.flatMap((line) => ['bot.mjs', 'bot.cjs'].map((file) => ({ line, file })))

test.each(bots)('$file, outside of the repository, chats in Node $line and keeps how far it has come', async (bot) => {
  const [ann, account] = await Promise.all([world.person('Ann'), world.person('Bot')])
  const kept = `${bot.file}.${bot.line}.json`
  const child = spawn(node(bot.line), [bot.file, world.url, account.token, kept], {
    cwd: elsewhere,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const ended = once(child, 'close')
    const [said] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])
    expect(said).toBe('ready')
    await using client = await world.connect(ann)
    const { on, room } = await client.call('room.create', { kind: 'direct', user: account.user })
    await client.call('message.send', { room, id: uuid7(), text: 'Hi' })
    await client.until(() => client.events(on).find(({ is }) => is.text === 'You said: Hi'))
    expect((await ended)[0]).toBe(0)
    const { positions, unsent } = JSON.parse(await readFile(join(elsewhere, kept), 'utf8'))
    expect(positions[on].seq).toBeGreaterThanOrEqual(4)
    expect(unsent).toEqual([])
  } finally {
    child.kill('SIGKILL')
  }
})

interface Fault {
  readonly isOurs: boolean
  readonly name: string
  readonly retry: boolean
  readonly message: string
}

/** What each fault of a newcomer is told as, and what its words have to say. */
const told: Readonly<Record<string, readonly [name: string, words: RegExp]>> = {
  'log in: nobody there': ['UNAVAILABLE', /no answer/],
  'log in: no such host': ['UNAVAILABLE', /no answer/],
  'log in: no scheme': ['SETUP_FAULT', /no address \(localhost:8080\): give the address/],
  'log in: something else answers': ['UNAVAILABLE', /not as Parley does/],
  'log in: wrong password': ['LOGIN_FAILED', /do not match/],
  'log in: no password': ['BAD_INPUT', /\/password is missing/],
  'post: no token': ['TOKEN_MISSING', /token/],
  'post: no such command': ['UNKNOWN_COMMAND', /no such command/],
  'ready: no scheme': ['SETUP_FAULT', /no address \(localhost:8080\): give the address/],
  'ready: no token function': ['SETUP_FAULT', /`token` is to be a function/],
  'ready: no token': ['SETUP_FAULT', /gave undefined instead of an access token/],
  'ready: a token of nobody': ['TOKEN_INVALID', /none of this server/],
  'ready: the token function throws': ['SETUP_FAULT', /the token function failed: nothing is not defined/],
  'ready: 403': ['SETUP_FAULT', /HTTP status 403, and not as Parley does: check `url`/],
  'ready: 404': ['SETUP_FAULT', /HTTP status 404, and not as Parley does: check `url`/],
  'ready: no WebSocket': ['SETUP_FAULT', /no WebSocket here: give `openSocket`/],
  'call: nobody there': ['UNAVAILABLE', /ECONNREFUSED|not reachable|no connection/i],
}

test.each(lines)('what goes wrong for a newcomer is told in words that help, in Node %i', async (line) => {
  const ann = await world.person('Ann')
  const said = await run(elsewhere, node(line), 'faults.mjs', world.url, ann.username, password)
  const faults: Record<string, Fault> = JSON.parse(said)
  expect(Object.keys(faults).sort()).toEqual(Object.keys(told).sort())
  for (const [what, [name, words]] of Object.entries(told))
    expect(faults[what], what).toMatchObject({ isOurs: true, name, message: expect.stringMatching(words) })
})

describe('a strict program takes the declarations', () => {
  const strict = ['--strict', '--noEmit', '--target', 'es2022', '--skipLibCheck', 'false', '--isolatedModules']
  const stricter = [
    ...['--exactOptionalPropertyTypes', '--verbatimModuleSyntax', '--noUncheckedIndexedAccess', '--noImplicitOverride'],
    ...['--noPropertyAccessFromIndexSignature', '--noImplicitReturns', '--noFallthroughCasesInSwitch'],
  ]
  const inPage = ['--lib', 'es2022,esnext.disposable,dom,dom.iterable']
  const inNode = ['--lib', 'es2022,esnext.disposable', '--types', 'node']
  const nodenext = ['--module', 'nodenext', '--moduleResolution', 'nodenext']
  const bundler = ['--module', 'esnext', '--moduleResolution', 'bundler']

  test.each([
    ['with nodenext', ['strict.ts', ...nodenext, ...inPage]],
    ['with bundler', ['strict.ts', ...bundler, ...inPage]],
    ['in CommonJS', ['strict.cts', ...nodenext, ...inNode]],
    ['with the types of Node alone', ['strict.ts', ...nodenext, ...inNode]],
    ['of the elements', ['element.ts', ...bundler, ...inPage]],
    ['of the test module, whose clients are those of the SDK', ['game.ts', ...nodenext, ...inNode]],
  ])('%s', async (_, options) => {
    await run(elsewhere, tool('tsc'), ...options, ...strict, ...stricter)
  })
})

test('the page of another maker has the SDK in at most 26 KB, minified and compressed', async () => {
  await run(elsewhere, tool('vite'), 'build', 'page', '--outDir', '../built')
  const folder = join(elsewhere, 'built/assets')
  const [main, ...later] = (await readdir(folder))
    .filter((file) => file.endsWith('.js'))
    .sort((one, other) => Number(one > other))
  const size = gzipSync(await readFile(join(folder, main as string))).length
  console.log(`@parley/client in a page: ${size} bytes; loaded when asked for: ${later.join(', ')}`)
  expect(size).toBeLessThanOrEqual(26 * 1024)
})

test('the page of another maker has a room in at most 240 KB of scripts, minified and compressed', async () => {
  const folder = join(elsewhere, 'node_modules/@parley/ui/dist')
  const files = (await readdir(folder)).filter((file) => /^(?:index|start-.*)\.js$/.test(file))
  const english = (await readdir(folder)).filter((file) => /^en-.*\.js$/.test(file))
  const sizes = await Promise.all(
    [...files, ...english.slice(0, 1)].map(async (file) => gzipSync(await readFile(join(folder, file))).length),
  )
  const size = sizes.reduce((all, one) => all + one, 0)
  console.log(`@parley/ui in a page: ${size} bytes in ${sizes.length} files`)
  expect(sizes).toHaveLength(3)
  expect(size).toBeLessThanOrEqual(240 * 1024)
})

test('the test module runs the whole platform from the package alone, in the process of a test', async () => {
  const said = await run(elsewhere, process.execPath, 'game.mjs')
  expect(JSON.parse(said)).toEqual({ runtime: expect.any(String), isOurs: true, said: ['Are you still there?'] })
})
