/** Writes what the page is made of as `shell.json`, for the worker that keeps it (`public/keep-shell.js`). */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** What a page asks for by itself. Not its worker, nor the texts of licences. */
const isOfShell = (path: string): boolean =>
  /\.(?:js|css|svg|png|webmanifest)$/.test(path) && !/(?:push-worker|keep-shell)\.js$/.test(path)

export const writesShellList = (): Plugin => ({
  name: 'parley-shell-list',
  apply: 'build',
  async generateBundle(_options, bundle) {
    const own = await readdir(join(import.meta.dirname, '../public'))
    const files = [...Object.keys(bundle), ...own].filter(isOfShell).map((path) => `/${path}`)
    this.emitFile({ type: 'asset', fileName: 'shell.json', source: JSON.stringify({ files: files.sort() }) })
  },
})
