import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../repository.ts'
import { installedFor } from './installed.ts'

const notice = await readFile(join(root, 'NOTICE'), 'utf8')

/** Those that let a product under the Apache License hold them, and ask for no more than to be named. */
const welcome = ['MIT', 'MIT-0', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Unlicense', 'CC0-1.0']

test.each(['packages/platform', 'packages/client', 'packages/protocol'])(
  'what is shipped of %s is under licences that ask for no more than to be named',
  (folder) => {
    for (const { name, license } of installedFor(join(root, folder)))
      expect(welcome, name).toContain(license.replace(/^\((\S+) OR .*/, '$1'))
  },
)

test('whoever gets the code gets its licence and the notice: the images, and the packages', async () => {
  const taken = await readFile(join(root, '.dockerignore'), 'utf8')
  const packed = await readFile(join(root, 'scripts/pack/prepare.ts'), 'utf8')
  for (const file of ['LICENSE', 'NOTICE']) {
    expect(taken).toContain(`!${file}\n`)
    expect(packed).toContain(`'${file}'`)
  }
  const line = /^ *Copyright \d{4} The Parley authors$/m
  expect(notice).toMatch(line)
  expect(await readFile(join(root, 'LICENSE'), 'utf8')).toMatch(line)
})
