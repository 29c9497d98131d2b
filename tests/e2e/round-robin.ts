/** A proxy that asks one server after the other, as a load balancer does that keeps nobody at one. */
import { createServer, type IncomingMessage, request } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

export interface RoundRobin extends AsyncDisposable {
  readonly url: string
  /** What was asked for, in order. */
  readonly paths: string[]
}

export const roundRobin = async (urls: readonly string[]): Promise<RoundRobin> => {
  const paths: string[] = []
  const nextPort = () => Number(new URL(urls[paths.length % urls.length] as string).port)

  const server = createServer((asked, answer) => {
    const port = nextPort()
    paths.push(asked.url ?? '')
    const { method, url: path, headers } = asked
    const onward = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    asked.pipe(onward)
  })

  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('upgrade', (asked, socket: Socket, head) => passOn(asked, socket, head, nextPort()))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths,
    [Symbol.asyncDispose]: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

const passOn = (asked: IncomingMessage, socket: Socket, head: Buffer, port: number): void => {
  const onward = connect(port, '127.0.0.1', () => {
    const headers = asked.rawHeaders.flatMap((name, place) =>
      place % 2 ? [] : [`${name}: ${asked.rawHeaders[place + 1]}`],
    )
    onward.write([`${asked.method} ${asked.url} HTTP/1.1`, ...headers, '', ''].join('\r\n'))
    onward.write(head)
    onward.pipe(socket).pipe(onward)
  })
  for (const end of [socket, onward]) end.on('error', () => socket.destroy() && onward.destroy())
}
