import { join } from 'node:path'
import { embedConfig } from '@parley/web/embed-build'
import { defineConfig } from 'vite'

export default defineConfig(embedConfig(join(import.meta.dirname, 'src/index.ts'), join(import.meta.dirname, 'dist')))
