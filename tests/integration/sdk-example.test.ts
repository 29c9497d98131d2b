import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'
import { enter, said, until } from '../setup/sdk.ts'
import { password, startWorld } from '../setup/world.ts'

const root = join(import.meta.dirname, '../..')
const program = join(root, 'packages/client/examples/hello.ts')

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

test.each(['README.md', 'packages/client/README.md'])('the first program is the one that %s shows', async (readme) => {
  const [shown, written] = await Promise.all([join(root, readme), program].map((path) => readFile(path, 'utf8')))
  expect(shown).toContain(`\`\`\`ts\n${written}\`\`\`\n`)
})
