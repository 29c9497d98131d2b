import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

const tried = 20

/** The wanted port, else one of the next that nobody listens on, else any. */
export async function openPort(wanted: number): Promise<number> {
  for (let port = wanted; port < wanted + tried && port <= 65_535; port += 1) if (await isOpen(port)) return port
  return (await listen(0, '127.0.0.1')) ?? 0
}

/** On every address, because a browser that is told localhost may ask any of them first. */
async function isOpen(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '::1', '0.0.0.0']) if ((await listen(port, host)) === undefined) return false
  return true
}

/** The port that could be listened on, or nothing when it is taken. An address that this machine lacks is nobody's. */
async function listen(port: number, host: string): Promise<number | undefined> {
  const server = createServer().listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    return ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes((error as NodeJS.ErrnoException).code ?? '') ? port : undefined
  }
  const { port: found } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return found
}
