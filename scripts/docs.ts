import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readOptions } from '@parley/platform/options'
import { makeManifests, makePages } from './docs/pages.ts'
import { root } from './repository.ts'

readOptions({
  usage: 'npm run docs\n\nWrites the pages and manifests that are made from the code into docs and deploy.',
})

/** Writes what is made from the code, in this order. `docs.test.ts` fails where what is committed differs. */
for (const make of [makeManifests, makePages])
  for (const [path, text] of Object.entries(await make())) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
    console.log(path)
  }
