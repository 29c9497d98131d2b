import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { Positions } from '@parley/client'
import { expect, inject, test, vi } from 'vitest'
import { enter, said, until } from '../setup/sdk.ts'
import { password, startWorld } from '../setup/world.ts'

const root = join(import.meta.dirname, '../..')
const program = join(root, 'packages/client/examples/hello.ts')
const bot = join(root, 'packages/client/examples/bot.ts')

test('the first program logs in, finds somebody, says hello, prints the answer and ends', async () => {
  await using world = await startWorld(inject('backing'))
  await using bob = await enter(world.url, 'Bob')
  const ann = await world.person('Ann')
  const running = promisify(execFile)(process.execPath, [program, world.url, ann.username, password, 'Bob'])
  const room = await until(bob.parley, () => [...bob.parley.rooms.values()].find((room) => said(room).length === 1))
  expect(room).toMatchObject({ name: 'Ann', messages: [{ by: ann.user, text: 'Hello **Bob**' }] })
  await room.send('Hello Ann')
  expect(await running).toEqual({ stdout: 'Bob says: Hello Ann\n', stderr: '' })
})

/** The bot of the example as a program, until it is killed. */
const startBot = (...args: string[]) => {
  const child = spawn(process.execPath, [bot, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: string[] = []
  createInterface(child.stdout).on('line', (line) => said.push(line))
  return {
    said,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL')
      await once(child, 'close')
    },
  }
}

const soon = { timeout: 50_000, interval: 20 }

test('the bot of the example, killed and started again, hears what it missed, and nothing again that it had kept', async () => {
  await using world = await startWorld(inject('backing'))
  await using bob = await enter(world.url, 'Bob')
  const ann = await world.person('Ann')
  const folder = await mkdtemp(join(tmpdir(), 'parley-bot-'))
  const file = join(folder, 'bot.json')
  const room = await bob.parley.createDirect(ann.user)
  const keeps = async (seq: number) => {
    const text = await readFile(file, 'utf8').catch(() => '{}')
    return (JSON.parse(text) as { positions?: Positions }).positions?.[`chat/room/${room.id}`]?.seq === seq
  }
  {
    await using running = startBot(world.url, ann.username, password, file)
    await vi.waitUntil(() => keeps(room.head), soon)
    const { seq } = await room.send('while it runs')
    await vi.waitUntil(() => keeps(seq), soon)
    expect(running.said).toEqual(['while it runs'])
  }
  for (const text of ['missed one', 'missed two']) await room.send(text)
  await using running = startBot(world.url, ann.username, password, file)
  await vi.waitUntil(() => running.said.includes('missed two'), soon)
  expect(running.said).toEqual(['missed one', 'missed two'])
  await rm(folder, { recursive: true })
})

test.each([
  ['first program', 'README.md', program],
  ['first program', 'packages/client/README.md', program],
  ['bot', 'packages/client/README.md', bot],
])('the %s is the one that %s shows', async (_, readme, path) => {
  const [shown, written] = await Promise.all([join(root, readme), path].map((path) => readFile(path, 'utf8')))
  expect(shown).toContain(`\`\`\`ts\n${written}\`\`\`\n`)
})
