/** A network between clients and servers that can be pulled out: connections end without a word, and no new ones come. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Cable extends AsyncDisposable {
  readonly url: string
  /** Whether connections are taken; those that are there are not touched. */
  isPlugged: boolean
  /** Ends all connections, and takes new ones at once. How many it ended. */
  cut(): number
}

/** Each connection goes to the next of the servers. `tap` sees what clients send, by the number of the connection. */
export const layCable = async (
  urls: readonly string[],
  tap?: (connection: number, bytes: Buffer) => void,
): Promise<Cable> => {
  const open = new Set<Socket>()
  let connections = 0
  let isPlugged = true

  const join = (near: Socket): void => {
    if (!isPlugged) return void near.resetAndDestroy()
    const connection = connections++
    const target = new URL(urls[connection % urls.length] as string)
    const far = connect(Number(target.port), target.hostname)
    const end = () => {
      near.destroy()
      far.destroy()
      open.delete(near)
    }
    open.add(near)
    for (const socket of [near, far]) socket.on('error', end).on('close', end)
    if (tap) near.on('data', (bytes) => tap(connection, bytes))
    near.pipe(far).pipe(near)
  }

  const server = createServer(join).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const cut = (): number => {
    const count = open.size
    for (const socket of open) socket.destroy()
    return count
  }

  return {
    url: `http://127.0.0.1:${port}`,
    get isPlugged() {
      return isPlugged
    },
    set isPlugged(value) {
      isPlugged = value
    },
    cut,
    [Symbol.asyncDispose]: async () => {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
