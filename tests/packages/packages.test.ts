import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { gzipSync } from 'node:zlib'
import { uuid7 } from '@parley/client'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { startWorld, type World } from '../setup/world.ts'
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
  ])('%s', async (_, options) => {
    await run(elsewhere, tool('tsc'), ...options, ...strict, ...stricter)
  })
})

test('the page of another maker has the SDK in at most 20 KB, minified and compressed', async () => {
  await run(elsewhere, tool('vite'), 'build', 'page', '--outDir', '../built')
  const folder = join(elsewhere, 'built/assets')
  const [main, ...later] = (await readdir(folder))
    .filter((file) => file.endsWith('.js'))
    .sort((one, other) => Number(one > other))
  const size = gzipSync(await readFile(join(folder, main as string))).length
  console.log(`@parley/client in a page: ${size} bytes; loaded when asked for: ${later.join(', ')}`)
  expect(size).toBeLessThanOrEqual(20 * 1024)
})
