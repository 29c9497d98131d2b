/** How the page is built to stand within another one, for `packages/ui`. */
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import type { InlineConfig, Plugin } from 'vite'
import { catalogueParts } from './catalogue-parts.ts'
import { inlined } from './inlined.ts'
import { inOneFile } from './one-file.ts'
import { texts } from './texts.ts'
import { sideEffectFree } from './tree.ts'
import { wholeLicences } from './whole-licences.ts'
import { stylesWithin } from './within.ts'

const licences = 'third-party.txt'

/** For browsers it asks an element by its HTML, which a page with trusted types refuses. */
const entitiesByTable: Plugin = {
  name: 'parley-entities-by-table',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (source !== 'decode-named-character-reference') return undefined
    const found = await this.resolve(source, importer, { skipSelf: true })
    return found && { ...found, id: found.id.replace('index.dom.js', 'index.js') }
  },
}

/** `entry`: which defines the elements; `folder`: where it goes. */
export const embedConfig = (entry: string, folder: string): InlineConfig => ({
  root: join(import.meta.dirname, '..'),
  publicDir: false,
  logLevel: 'error',
  plugins: [...texts(), catalogueParts(), react(), inlined(), entitiesByTable, stylesWithin(), wholeLicences(licences)],
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    target: 'es2024',
    outDir: folder,
    emptyOutDir: true,
    sourcemap: true,
    /** Those that have `light-dark()`: what stands for it elsewhere asks the system, and not the element. */
    cssTarget: ['chrome123', 'firefox125', 'safari17.5'],
    lib: { entry: { index: entry }, formats: ['es'] },
    license: { fileName: licences },
    rolldownOptions: {
      output: {
        codeSplitting: inOneFile('embed/begin.ts', 'embed/show.tsx'),
        chunkFileNames: '[name]-[hash].js',
        minify: true,
      },
      preserveEntrySignatures: 'allow-extension',
      treeshake: sideEffectFree,
    },
  },
})
