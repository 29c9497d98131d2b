import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { root } from '../setup/child.ts'

const run = promisify(execFile)
const example = join(root, 'examples/game-lobby')
/** As the game's team has it: no more than this Node, and npm. */
const env = { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) }

/** Two platforms start and end meanwhile, each perhaps in a container. */
const withinMs = 180_000

test('the tests of a game that uses the test module and the SDK pass', { timeout: withinMs }, async () => {
  const { stdout } = await run('npm', ['test', '--', '--test-reporter=tap'], { cwd: example, env })
  const count = (what: string) => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(stdout)?.[1])
  expect({ pass: count('pass'), fail: count('fail'), skipped: count('skipped') }, stdout).toEqual({
    pass: 5,
    fail: 0,
    skipped: 0,
  })
})

test('the few lines that the README shows say what was missed, and end', { timeout: withinMs }, async () => {
  const first = join(root, 'packages/testcontainers/examples/first.ts')
  expect(await run(process.execPath, [first], { env })).toEqual({ stdout: 'Are you still there?\n', stderr: '' })
})

test.each([
  ['packages/testcontainers/README.md', 'examples/game-lobby/test/lobby.test.ts'],
  ['README.md', 'packages/testcontainers/examples/first.ts'],
])('what %s shows is what is tried', async (readme, program) => {
  const [shown, written] = await Promise.all([readme, program].map((path) => readFile(join(root, path), 'utf8')))
  expect(shown).toContain(`\`\`\`ts\n${written}\`\`\`\n`)
})
