/** An upgrade request by hand: what a browser would hide of the answer is there to be looked at. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'

export interface UpgradeAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Everything that came back. */
  readonly text: string
}

export interface UpgradeRequest {
  readonly path?: string
  readonly protocols?: string
  readonly headers?: Readonly<Record<string, string>>
}

const readAnswer = (text: string): UpgradeAnswer => {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers = lines
    .map((line) => /^([^:]+): ?(.*)$/.exec(line) ?? [])
    .map(([, name = '', value = '']) => [name.toLowerCase(), value])
  return {
    status: Number(first.split(' ')[1]),
    headers: Object.fromEntries(headers),
    body: rest.join('\r\n\r\n'),
    text,
  }
}

/** Resolves when the server has answered: refusals end the connection, an acceptance is ended here. */
export const upgrade = async (
  url: string,
  { path = '/v1/socket', protocols, headers = {} }: UpgradeRequest,
): Promise<UpgradeAnswer> => {
  const { hostname, port, host } = new URL(url)
  const socket = connect(Number(port), hostname)
  const lines = Object.entries({
    Host: host,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    ...(protocols === undefined ? {} : { 'Sec-WebSocket-Protocol': protocols }),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  let text = ''
  socket.on('data', (data) => {
    text += data.toString('latin1')
    if (text.startsWith('HTTP/1.1 101') && text.includes('\r\n\r\n')) socket.destroy()
  })
  socket.on('error', () => {})
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  await once(socket, 'close')
  return readAnswer(text)
}
