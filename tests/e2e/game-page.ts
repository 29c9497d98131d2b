/** The game of `examples/boats`, in a page of its own. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'vite'
import { root } from '../setup/child.ts'

const types: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css' }

/** The files of the built game, by their paths. */
const buildGame = async (): Promise<ReadonlyMap<string, string>> => {
  const game = join(root, 'examples/boats')
  const built = await build({ root: game, configFile: false, logLevel: 'silent', build: { write: false } })
  const outputs = Array.isArray(built) ? built : 'output' in built ? [built] : []
  const files = outputs.flatMap(({ output }) => output)
  return new Map(files.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : String(file.source)]))
}

/** Serves it, as a studio does; gives its origin. */
export const serveGame = async (scope: AsyncDisposableStack): Promise<string> => {
  const files = await buildGame()
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://game.test')
    const path = pathname === '/' ? '/index.html' : pathname
    const file = files.get(path)
    if (file === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'Content-Type': types[path.split('.').at(-1) ?? ''] ?? 'text/plain' }).end(file)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
