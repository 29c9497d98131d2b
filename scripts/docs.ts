import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makePages } from './docs/pages.ts'
import { root } from './repository.ts'

/** Writes the reference pages from the code. `docs.test.ts` fails where what is committed differs. */
for (const [path, text] of Object.entries(await makePages())) {
  await writeFile(join(root, path), text)
  console.log(path)
}
