/** The web page carries what its packages ask of whoever hands them on. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtPage } from '../setup/built-page.ts'
import { root } from '../setup/child.ts'

test('the page carries the licence of every package that is bundled in it, and NOTICE names them all', async () => {
  const notice = await readFile(join(root, 'NOTICE'), 'utf8')
  const licences = await readFile(join(await builtPage(), 'third-party.txt'), 'utf8')
  const parts = licences.split(/^## /m).slice(1)
  expect(parts.length).toBeGreaterThan(20)
  for (const part of parts) {
    const [, name, version] = /^(\S+) - (\S+)/.exec(part) ?? []
    expect(notice).toContain(`  ${name} ${version} (`)
    expect(part, name).toMatch(/permission to use|permission is hereby granted/i)
  }
})
