import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fillOnce } from '../src/cache.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('a program fetched by two runs at once is there whole, once', async () => {
  await using folder = await temporaryFolder()
  const target = join(folder.path, 'program')
  let fetched = 0
  const fill = async (temporary: string) => {
    await writeFile(join(temporary, `${++fetched}`), '')
  }
  await Promise.all([fillOnce(target, fill), fillOnce(target, fill)])
  expect(await readdir(folder.path)).toEqual(['program'])
  expect(await readdir(target)).toHaveLength(1)
})

test('a fetch that breaks half way leaves nothing that looks whole', async () => {
  await using folder = await temporaryFolder()
  const broken = fillOnce(join(folder.path, 'program'), () => Promise.reject(new Error('the mirror is gone')))
  await expect(broken).rejects.toThrow('the mirror is gone')
  expect(await readdir(folder.path)).toEqual([])
})
