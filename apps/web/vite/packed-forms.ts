/** Puts the packed forms of each file beside it, as small as they get: packing at each request would cost time, each time. */
import { glob, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const packers = { br: promisify(brotliCompress), gz: promisify(gzip) }

/** What is not worth an encoding stays as it is. */
const packFile = async (path: string): Promise<void> => {
  const bytes = await readFile(path)
  for (const [extension, pack] of Object.entries(packers)) {
    const packed = await pack(bytes, { level: 9 })
    if (packed.length < bytes.length) await writeFile(`${path}.${extension}`, packed)
    else await rm(`${path}.${extension}`, { force: true })
  }
}

export const packedForms = (): Plugin => ({
  name: 'parley-packed-forms',
  apply: 'build',
  enforce: 'post',
  async writeBundle({ dir = '' }) {
    for await (const path of glob('**/*.{html,js,css,svg,txt}', { cwd: dir })) await packFile(join(dir, path))
  },
})
