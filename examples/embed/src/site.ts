/** A site of somebody’s own, with a policy that lets in nothing but what it names. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, extname, join } from 'node:path'

export interface SiteOptions {
  readonly port?: number
  /** The folder of the built elements: `dist` of `@parley/ui`. */
  readonly elements: string
  /** The address of Parley. */
  readonly parley: () => string
  /** An access token of whoever is logged in on this site: its back end has that from Parley, and gives it to its own page alone. */
  readonly token: (path: string) => Promise<string>
}

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }
const pages = join(import.meta.dirname, '../pages')

/** What the elements need of a policy: to connect to Parley, and to show its pictures, small ones in place of them, and those that are about to go. */
const policyFor = (parley: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src 'self' ${parley} ${parley.replace(/^http/, 'ws')}`,
    `img-src ${parley} data: blob:`,
    `media-src ${parley} blob:`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')

const answer = async (
  path: string,
  { elements, parley, token }: SiteOptions,
): Promise<[type: string, body: string]> => {
  if (path === '/parley.json') return ['application/json', JSON.stringify({ server: parley() })]
  if (path.startsWith('/token')) return ['text/plain', await token(path)]
  const folder = path.startsWith('/ui/') ? elements : pages
  return [types[extname(path)] ?? 'text/plain', await readFile(join(folder, basename(path)), 'utf8')]
}

/** Gives its origin. */
export const serveSite = async (scope: AsyncDisposableStack, options: SiteOptions): Promise<string> => {
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://site.test')
    try {
      const [type, body] = await answer(pathname, options)
      response
        .writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': policyFor(options.parley()) })
        .end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  scope.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
