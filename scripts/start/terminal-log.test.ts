import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openTerminalLog } from './terminal-log.ts'

test('the terminal has a few lines of a process in trouble and where the others are, and the file has all', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-log-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'parley.log')
  const said: string[] = []
  const log = openTerminalLog(path, (line) => said.push(line))
  const write = (service: string, msg: string) => log.write(`${JSON.stringify({ level: 40, service, msg })}\n`)
  for (const msg of ['one', 'one', 'two', 'three', 'four']) write('chat', msg)
  write('auth', 'one')
  expect(said).toEqual(['warn chat: one', 'warn chat: two', `chat says more: see ${path}`, 'warn auth: one'])
  expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(6)
})
