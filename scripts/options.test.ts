import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import { root } from './repository.ts'

const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Each loads all that it would run. */
vi.setConfig({ testTimeout: 120_000 })

/** What npm would run, with these words behind it. */
const run = async (name: string, words: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const [, ...args] = (scripts[name] ?? '').split(' ')
  const options = { cwd: root, env: { ...process.env, ...env }, timeout: 120_000 }
  return await promisify(execFile)(process.execPath, [...args, ...words], options).then(
    ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ status: code as number, stdout: String(stdout), stderr: String(stderr) }),
  )
}

/** One of those that run the same script. */
const names = [...new Map(Object.entries(scripts).map(([name, line]) => [line.split(' ')[2], name])).values()]

/** Those that read their options in a way of their own, and one of all others. */
test.each(['start', 'test', 'migrate'])('npm run %s tells how it is used, and does nothing else', async (name) => {
  const { status, stdout, stderr } = await run(name, ['--help'])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(/npm (start|test|run)|parley/)
  expect(stdout.split('\n').length).toBeLessThan(25)
})

test.each(names)('npm run %s refuses an option that is mistyped, and says how it is used', async (name) => {
  const { status, stderr } = await run(name, ['--mistyped'])
  expect(status).toBe(2)
  expect(stderr).toContain('--mistyped')
  expect(stderr).toMatch(/npm (start|test|run)|parley/)
  expect(stderr).not.toContain('    at ')
})

test('an option that npm took for itself is told of', async () => {
  const { status, stderr } = await run('start', [], { npm_config_demo: 'true' })
  expect(status).toBe(2)
  expect(stderr).toContain('npm took --demo for itself')
})

test('npm start refuses words that mean nothing', async () => {
  expect(await run('start', ['demo'])).toMatchObject({ status: 2, stderr: expect.stringContaining("'demo'") })
})
