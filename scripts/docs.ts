import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readOptions } from '@parley/platform/options'
import { makePages } from './docs/pages.ts'
import { root } from './repository.ts'

readOptions({
  usage: 'npm run docs\n\nWrites the pages that are made from the code into docs and deploy.',
})

/** Writes the reference pages from the code. `docs.test.ts` fails where what is committed differs. */
for (const [path, text] of Object.entries(await makePages())) {
  await writeFile(join(root, path), text)
  console.log(path)
}
