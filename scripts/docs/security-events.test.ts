import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { securityEvents } from '@parley/service-kit'
import { expect, test } from 'vitest'
import { root } from '../repository.ts'

test('the page for operators lists every security event, in the order of the table', async () => {
  const page = await readFile(join(root, 'docs/operations.md'), 'utf8')
  const [, section = ''] = page.split('## Security events')
  const listed = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name)
  expect(listed).toEqual(Object.keys(securityEvents))
})
