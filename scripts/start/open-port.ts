import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { whole } from '@parley/service-kit'

export const startConfig = {
  PORT: whole({ about: 'where npm start serves; 0 takes any free port', default: 8080, min: 0, max: 65_535 }),
}

const tried = 20

/**
 * The wanted port, else one of the next that nobody listens on, else any: `say` is told of it then. Rejects where one may not
 * listen there, which is no other program's fault.
 */
export async function openPort(wanted: number, say: (line: string) => void): Promise<number> {
  if (wanted === 0) return 0
  for (let port = wanted; port < wanted + tried && port <= 65_535; port += 1)
    if (await isOpen(port)) return told(port, wanted, say)
  return told(await anyPort(), wanted, say)
}

const told = (port: number, wanted: number, say: (line: string) => void): number => {
  if (port !== wanted)
    say(`Port ${wanted} is taken by another program, so it is ${port} instead: set PORT to choose one.`)
  return port
}

/** On every address, because a browser that is told localhost may ask any of them first. */
async function isOpen(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '::1', '0.0.0.0']) if (!(await canListen(port, host))) return false
  return true
}

async function canListen(port: number, host: string): Promise<boolean> {
  const { code = '' } = await listen(port, host).then(
    () => ({ code: '' }),
    (reason: NodeJS.ErrnoException) => reason,
  )
  if (code === 'EACCES') throw new Error(`Port ${port} may be listened on by root alone: set PORT to one above 1023.`)
  // An address that this machine lacks is nobody's.
  return ['', 'EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code)
}

const anyPort = () => listen(0, '127.0.0.1')

/** The port that was listened on for a moment. */
async function listen(port: number, host: string): Promise<number> {
  const server = createServer().listen(port, host)
  await once(server, 'listening')
  const { port: found } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return found
}
