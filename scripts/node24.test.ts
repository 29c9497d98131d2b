import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { root } from './repository.ts'

const launcher = join(root, 'scripts/node24.mjs')
const folder = mkdtempSync(join(tmpdir(), 'parley-launch-'))
afterAll(() => rmSync(folder, { recursive: true }))

const scriptOf = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return relative(root, path)
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** As npm runs a script: by a shell, which lives on when npm is killed. */
const likeNpm = (script: string): ChildProcess => {
  const command = `${JSON.stringify(process.execPath)} ${JSON.stringify(launcher)} ${JSON.stringify(script)}; true`
  const npm = `require('node:child_process').spawn('sh', ['-c', ${JSON.stringify(command)}], { stdio: 'inherit' })`
  const env = { ...process.env, npm_lifecycle_event: 'start' }
  return spawn(process.execPath, ['--eval', npm], { env, stdio: ['ignore', 'pipe', 'inherit'] })
}

test('packages are installed for the Node that runs here, whichever Node installs them', () => {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const versions = Object.entries(optionalDependencies).flatMap(([name, version]) =>
    /^node-/.test(name) ? [version] : [],
  )
  const [, chosen] = /^nodeVersion: (.+)$/m.exec(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')) ?? []
  expect(new Set(versions)).toEqual(new Set([chosen]))
})

test.each(['SIGKILL', 'SIGTERM'] as const)('what npm runs ends when npm gets %s', async (signal) => {
  const script = scriptOf('waits.mjs', 'console.log(process.pid); setInterval(() => {}, 1000)')
  const npm = likeNpm(script)
  const [pid] = await once(npm.stdout as NonNullable<typeof npm.stdout>, 'data')
  expect(isAlive(Number(pid))).toBe(true)
  npm.kill(signal)
  const deadline = Date.now() + 15_000
  while (isAlive(Number(pid)) && Date.now() < deadline) await sleep(50)
  expect(isAlive(Number(pid))).toBe(false)
})

test('what it runs goes on while npm does, and its status is handed on', () => {
  const script = scriptOf('ends.mjs', 'setTimeout(() => process.exit(7), 1500)')
  const { status } = spawnSync(process.execPath, [launcher, script], {
    env: { ...process.env, npm_lifecycle_event: 'start' },
  })
  expect(status).toBe(7)
})

describe('a machine on which it cannot work is told so before anything is installed:', () => {
  /** The launcher, with another machine around it. */
  const on = (machine: { node?: string; platform?: string; arch?: string }) => {
    const text = `
      import cp from 'node:child_process'
      import { syncBuiltinESMExports } from 'node:module'
      cp.spawn = cp.spawnSync = () => { console.log('STARTED SOMETHING'); process.exit(9) }
      syncBuiltinESMExports()
      const given = ${JSON.stringify(machine)}
      if (given.node) Object.defineProperty(process, 'versions', { value: { ...process.versions, node: given.node } })
      if (given.platform) Object.defineProperty(process, 'platform', { value: given.platform })
      if (given.arch) Object.defineProperty(process, 'arch', { value: given.arch })
      process.argv[2] = 'scripts/start.ts'
      await import(${JSON.stringify(launcher)})`
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', text, 'x', 'x'], {
      encoding: 'utf8',
    })
    return { said: stdout + stderr, status }
  }

  test.each([
    [{ node: '18.20.8' }, 'Parley needs Node 20 or later to begin with, and this is Node 18.20.8'],
    [{ node: '16.0.0' }, 'Parley needs Node 20 or later to begin with'],
    [{ platform: 'win32' }, 'Parley runs on Linux and macOS. With Docker it runs anywhere'],
    [
      { node: '22.0.0', platform: 'darwin', arch: 'x64' },
      'Parley needs Node 24 here, and this is Node 22.0.0 on darwin-x64',
    ],
    [{ node: '20.0.0', arch: 'riscv64' }, 'for which none can be fetched: nothing was installed. With Docker'],
  ])('%j', (machine, words) => {
    const { said, status } = on(machine)
    expect(said).toContain(words)
    expect(said).not.toContain('STARTED')
    expect(said.trim().split('\n')).toHaveLength(1)
    expect(status).toBe(1)
  })
})
