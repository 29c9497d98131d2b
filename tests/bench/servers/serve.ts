/** How the servers of the baselines begin and end. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Listens on a free port when `attach` is done, and says which, as our own servers do. */
export const serve = async (attach: (server: Server) => unknown): Promise<void> => {
  const server = createServer()
  await attach(server)
  server.listen(0, '127.0.0.1', () =>
    console.log(JSON.stringify({ msg: 'serving', port: (server.address() as AddressInfo).port })),
  )
  process.once('SIGTERM', () => process.exit(0))
}
