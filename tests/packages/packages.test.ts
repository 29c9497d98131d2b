import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { gzipSync } from 'node:zlib'
import { uuid7 } from '@parley/client'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startWorld, type World } from '../setup/world.ts'
import { run } from './run.ts'

const elsewhere = inject('elsewhere')
const tool = (name: string) => join(elsewhere, 'node_modules/.bin', name)
const node = (line: number) => join(elsewhere, `node_modules/node${line}/bin/node`)

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'))
})
afterAll(() => world[Symbol.asyncDispose]())

const bots = [20, 22, 24].flatMap((line) => ['bot.mjs', 'bot.cjs'].map((file) => ({ line, file })))

test.each(bots)('$file, outside of the repository, chats in Node $line', async ({ line, file }) => {
  const [ann, bot] = await Promise.all([world.person('Ann'), world.person('Bot')])
  const child = spawn(node(line), [file, world.url, bot.token], {
    cwd: elsewhere,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const ended = once(child, 'close')
    const [said] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])
    expect(said).toBe('ready')
    await using client = await world.connect(ann)
    const { on, room } = await client.call('room.create', { kind: 'direct', user: bot.user })
    await client.call('message.send', { room, id: uuid7(), text: 'Hi' })
    await client.until(() => client.events(on).find(({ is }) => is.text === 'You said: Hi'))
    expect((await ended)[0]).toBe(0)
  } finally {
    child.kill('SIGKILL')
  }
})

test.each(['nodenext', 'bundler'])(
  'a strict program takes the declarations with module resolution %s',
  async (resolution) => {
    const module = resolution === 'bundler' ? 'esnext' : resolution
    const options = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2022,esnext.disposable,dom']
    await run(elsewhere, tool('tsc'), 'strict.ts', ...options, '--module', module, '--moduleResolution', resolution)
  },
)

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
