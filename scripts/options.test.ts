import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './repository.ts'

const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** What npm would run, with these words behind it. */
const run = (name: string, words: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const [, ...args] = (scripts[name] ?? '').split(' ')
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, ...words], {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status, stdout, stderr }
}

const names = Object.keys(scripts)

test.each(names)('npm run %s tells how it is used, and does nothing else', (name) => {
  const { status, stdout, stderr } = run(name, ['--help'])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(/npm (start|test|run)|parley/)
  expect(stdout.split('\n').length).toBeLessThan(25)
})

test.each(names)('npm run %s refuses an option that is mistyped, and says how it is used', (name) => {
  const { status, stderr } = run(name, ['--mistyped'])
  expect(status).toBe(2)
  expect(stderr).toContain('--mistyped')
  expect(stderr).toMatch(/npm (start|test|run)|parley/)
  expect(stderr).not.toContain('    at ')
})

test('an option that npm took for itself is told of', () => {
  const { status, stderr } = run('start', [], { npm_config_demo: 'true' })
  expect(status).toBe(2)
  expect(stderr).toContain('npm took --demo for itself')
})

test('npm start refuses words that mean nothing', () => {
  expect(run('start', ['demo'])).toMatchObject({ status: 2, stderr: expect.stringContaining("'demo'") })
})
