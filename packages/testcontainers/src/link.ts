/**
 * A network between two parts of the platform, or between a client and it, on which everything can go wrong that goes
 * wrong on one: connections end without a word, in one direction or both, stand still, crawl, or arrive in crumbs.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type Duplex, Transform } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'

/** Such a network; each client of a test has its own. */
export interface Link extends AsyncDisposable {
  /** The first target's, by way of this link. */
  readonly url: string
  /** Whether connections are taken; those that are there are not touched. */
  isPlugged: boolean
  /** While true, nothing goes on in either direction, and nobody is told. */
  isStalled: boolean
  /** How long each piece waits before it goes on, in milliseconds. */
  delayMs: number
  /** The most bytes that go on in one piece. */
  pieceBytes: number
  /** Ends all connections, and takes new ones at once. How many it ended. */
  cut(): number
  /** Ends one direction of all connections: one side goes on talking to another that has hung up. */
  halfClose(direction: 'to target' | 'from target'): void
  /** As if nothing had been wrong; what has ended stays ended. */
  heal(): void
}

/** What stands on the way besides the network. */
export interface LinkOptions {
  /** Stands between what clients say and the target, made for each connection. */
  readonly requests?: () => Duplex
  /** Stands between what the target says and the client, likewise. */
  readonly replies?: () => Duplex
}

interface Connection {
  readonly near: Socket
  far?: Socket
}

const schemePorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

const open = ({ protocol, hostname, port }: URL): { socket: Socket; ready: 'connect' | 'secureConnect' } => {
  const to = { host: hostname, port: Number(port) || schemePorts[protocol], allowHalfOpen: true }
  return protocol === 'https:'
    ? { socket: connectTls({ ...to, servername: hostname } as never), ready: 'secureConnect' }
    : { socket: connect(to as never), ready: 'connect' }
}

const calm = { isPlugged: true, isStalled: false, delayMs: 0, pieceBytes: Number.POSITIVE_INFINITY }

/** Each connection goes to the next of the targets; where one refuses, to the one behind it. */
export const layLink = async (targets: readonly string[], { requests, replies }: LinkOptions = {}): Promise<Link> => {
  const line = { ...calm }
  const connections = new Set<Connection>()
  const addresses = targets.map((target) => new URL(target))
  let joined = 0

  /** What is written goes on as the line lets it. */
  const wire = () =>
    new Transform({
      transform(bytes: Buffer, _, done) {
        if (!line.isStalled && line.delayMs === 0 && bytes.length <= line.pieceBytes) done(null, bytes)
        else void passSlowly(this, bytes).then(() => done())
      },
    })

  const passSlowly = async (to: Transform, bytes: Buffer) => {
    for (let at = 0; at < bytes.length; ) {
      if (line.delayMs > 0) await sleep(line.delayMs)
      while (line.isStalled && !to.destroyed) await sleep(5)
      const piece = bytes.subarray(at, at + line.pieceBytes)
      if (!to.destroyed) to.push(piece)
      at += piece.length
    }
  }

  const join = (near: Socket): void => {
    if (!line.isPlugged) return void near.resetAndDestroy()
    const connection: Connection = { near }
    connections.add(connection)
    near.on('error', () => end(connection)).on('close', () => end(connection))
    reach(connection, joined++, targets.length)
  }

  const reach = (connection: Connection, place: number, tries: number): void => {
    const { socket, ready } = open(addresses[place % addresses.length] as URL)
    connection.far = socket
    const missed = () =>
      tries > 1 && !connection.near.destroyed ? reach(connection, place + 1, tries - 1) : end(connection)
    socket.once('error', missed)
    socket.once(ready, () => {
      socket.off('error', missed)
      splice(connection, socket)
    })
  }

  const splice = (connection: Connection, far: Socket): void => {
    const { near } = connection
    const up = [near, ...(requests ? [requests()] : []), wire(), far]
    const down = [far, ...(replies ? [replies()] : []), wire(), near]
    const finish = () => {
      end(connection)
      for (const each of [...up, ...down]) each.destroy()
    }
    far.on('error', finish).on('close', finish)
    near.on('close', finish)
    for (const lane of [up, down]) lane.reduce((from, to) => from.pipe(to))
  }

  const end = (connection: Connection): void => {
    connections.delete(connection)
    connection.near.destroy()
    connection.far?.destroy()
  }

  const cut = (): number => {
    const count = connections.size
    for (const connection of connections) end(connection)
    return count
  }

  const server = createServer({ noDelay: true, allowHalfOpen: true }, join).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const [first = ''] = targets
  const secure = first.replace(/^https:/, 'http:')

  return Object.assign(line, {
    url: secure.replace((addresses[0] as URL).host, `127.0.0.1:${port}`),
    cut,
    halfClose: (direction: 'to target' | 'from target') => {
      for (const { near, far } of connections) (direction === 'to target' ? far : near)?.end()
    },
    heal: () => void Object.assign(line, calm),
    [Symbol.asyncDispose]: async () => {
      cut()
      server.close()
      await once(server, 'close')
    },
  })
}
