import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { buildsBefore } from './vite/builds-before.ts'
import { catalogueParts } from './vite/catalogue-parts.ts'
import { hints } from './vite/hints.ts'
import { inlined } from './vite/inlined.ts'
import { inOneFile } from './vite/one-file.ts'
import { packedForms } from './vite/packed-forms.ts'
import { writesShellList } from './vite/shell-list.ts'
import { texts } from './vite/texts.ts'
import { writesTokenTable } from './vite/token-table.ts'
import { sideEffectFree } from './vite/tree.ts'
import { wholeLicences } from './vite/whole-licences.ts'

/** Nothing but this origin: no inline script or style, no frame. From where pictures and films come is for the answer of a gateway to say, which knows MEDIA_ORIGINS. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src * data:',
  'media-src *',
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ')

/** In the page itself, so that it holds behind any web server. Only in the build: the development server writes inline scripts. */
const policyInPage: Plugin = {
  name: 'parley-content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
      injectTo: 'head-prepend',
    },
  ],
}

const licences = 'third-party.txt'
const gateway = 'http://localhost:8080'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    ...texts(),
    catalogueParts(),
    react(),
    inlined(),
    policyInPage,
    hints(),
    buildsBefore(),
    wholeLicences(licences),
    writesTokenTable(),
    writesShellList(),
    packedForms(),
  ],
  build: {
    target: 'es2024',
    /** A data: URL would need an exception in the policy. */
    assetsInlineLimit: 0,
    /** The licences of what is bundled ask to go along with it. */
    license: { fileName: licences },
    rolldownOptions: {
      output: { codeSplitting: inOneFile() },
      treeshake: sideEffectFree,
    },
  },
  /** In development the page comes from here, and all else from a gateway beside it, which sees one host and one origin. */
  server: {
    proxy: { '/v1': { target: gateway, ws: true }, '/auth': { target: gateway }, '/files': { target: gateway } },
  },
})
