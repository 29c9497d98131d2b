/** Requests by hand, upgrades above all: what a browser would hide of the answer is there to be looked at. */
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

/** One that is undefined is left out. */
export type Headers = Readonly<Record<string, string | undefined>>

const headOf = (line: string, headers: Headers): string => {
  const given = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : `${name}: ${value}\r\n`))
  return `${line} HTTP/1.1\r\n${given.join('')}\r\n`
}

/** The head of one request, after which the connection ends. */
export const head = (url: string, line: string, headers: Headers = {}): string =>
  headOf(line, { Host: new URL(url).host, Connection: 'close', ...headers })

export interface UpgradeRequest {
  readonly method?: string
  readonly path?: string
  readonly protocols?: string
  /** Besides the usual ones, or in their place. */
  readonly headers?: Headers
}

export const upgradeRequest = (
  url: string,
  { method = 'GET', path = '/v1/socket', protocols, headers = {} }: UpgradeRequest,
): string => {
  const all = {
    Host: new URL(url).host,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    'Sec-WebSocket-Protocol': protocols,
    ...headers,
  }
  return headOf(`${method} ${path}`, all)
}

export const readAnswer = (text: string): UpgradeAnswer => {
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

/** Sends a text as it is; resolves to all that comes until the server ends the connection. An upgrade is ended here. */
export const tell = async (url: string, text: string): Promise<string> => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let received = ''
  socket.on('data', (data) => {
    received += data.toString('latin1')
    if (received.startsWith('HTTP/1.1 101') && received.includes('\r\n\r\n')) socket.destroy()
  })
  socket.on('error', () => {})
  socket.write(text, 'latin1')
  await once(socket, 'close')
  return received
}

/** A body is JSON, unless the headers say otherwise. */
export const ask = async (url: string, line: string, headers: Headers = {}, body = ''): Promise<UpgradeAnswer> => {
  const length = body ? { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) } : {}
  return readAnswer(await tell(url, head(url, line, { ...length, ...headers }) + body))
}

/** Resolves when the server has answered; refusals end the connection. */
export const upgrade = async (url: string, request: UpgradeRequest): Promise<UpgradeAnswer> =>
  readAnswer(await tell(url, upgradeRequest(url, request)))
