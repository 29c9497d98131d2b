import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { readOptions } from '@parley/platform/options'
import { published } from './pack/published.ts'
import { root } from './repository.ts'

const usage = `
npm run pack [-- --to <folder>]

Packs the SDK, the protocol, the elements and the test module, each into a file that npm installs anywhere, and prints their paths.

  --to <folder>   where to; dist in the repository by default
`

const { values } = readOptions({ usage, options: { to: { type: 'string', default: join(root, 'dist') } } })
const to = resolve(process.env.INIT_CWD ?? '.', values.to)
await mkdir(to, { recursive: true })
// One after the other: while a package is packed, its package.json is the one that leaves, which the others cannot use.
for (const folder of Object.keys(published)) console.log(join(to, await pack(join(root, folder))))

async function pack(cwd: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('npm', ['pack', '--silent', '--pack-destination', to], { cwd })
    return stdout.trim().split('\n').at(-1) ?? ''
  } finally {
    // npm does so only where packing went well.
    await promisify(execFile)(process.execPath, [join(root, 'scripts/pack/restore.mjs')], { cwd })
  }
}
