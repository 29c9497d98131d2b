/** Uploads with something wrong in each: what a stranger, a broken program or a bad line sends. */
import { connect, type Socket } from 'node:net'

export interface HostileUpload {
  readonly name: string
  /** Of the request, without authorization. */
  readonly method?: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Buffer | string
  /** After so many bytes of the body nothing comes any more, and the connection ends. */
  readonly cutAt?: number
  /** After so many bytes of the body one comes now and then. */
  readonly dripsAt?: number
}

export interface Answered {
  /** 0 where nothing was answered. */
  readonly status: number
  readonly code?: number | undefined
}

const boundary = 'xxBOUNDARYxx'
const formType = `multipart/form-data; boundary=${boundary}`

const part = (head: string, content: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')])
const formEnd = Buffer.from(`--${boundary}--\r\n`)

const fileHead = (filename: string, field = 'file') =>
  `Content-Disposition: form-data; name="${field}"; ${filename}\r\nContent-Type: application/octet-stream`

const form = (...parts: Buffer[]): Buffer => Buffer.concat([...parts, formEnd])
const oneFile = (filename: string, content: string | Buffer = 'hello') => form(part(fileHead(filename), content))

const control = Array.from({ length: 32 }, (_, code) => String.fromCodePoint(code)).concat('\u007f', '\u0085')
const direction = [...'\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069']
const scripts = ['a', 'ا', '字', '😀', 'e\u0301']

/** None of them may be the name of a file. */
const badNames: readonly string[] = [
  ...control.map((sign) => `a${sign}b.txt`),
  ...direction.map((sign) => `invoice${sign}fdp.exe`),
  ...['../a', '../../etc/passwd', '/etc/passwd', 'a/b', 'a\\b', 'C:\\a.txt', '..', '.', './a', '..\\a', '//a', 'a/'],
  ...['\u2028', '\u2029', '\ufeff', '\u200b', '\u200b\u200c', '\u00a0', '   ', '\u3000'],
  ...scripts.flatMap((sign) => [sign.repeat(10_000), sign.repeat(256)]),
]

const percent = (name: string) =>
  [...Buffer.from(name)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
const base64 = (name: string) => Buffer.from(name).toString('base64')
const short = (name: string) => JSON.stringify(name.slice(0, 24))

const tus = { 'tus-resumable': '1.0.0' }
const post = (name: string, body: Buffer | string, headers = {}): HostileUpload => ({
  name,
  path: '/files',
  headers: { 'content-type': formType, ...headers },
  body,
})
const create = (
  name: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer | string = '',
): HostileUpload => ({
  name: `tus: ${name}`,
  path: '/files/tus',
  headers: { ...tus, ...headers },
  body,
})

const named: readonly HostileUpload[] = badNames.flatMap((name) => [
  post(`a form with the name ${short(name)}`, oneFile(`filename*=UTF-8''${percent(name)}`)),
  post(`a form with the name ${short(name)} as it is`, oneFile(`filename="${name}"`)),
  create(`the name ${short(name)}`, { 'upload-length': '5', 'upload-metadata': `filename ${base64(name)}` }),
])

const whole = oneFile('filename="a.txt"', 'x'.repeat(5_000))

const forms = (most: number): readonly HostileUpload[] => [
  ...Array.from(
    { length: 25 },
    (_, place): HostileUpload => ({
      ...post(`a form that is cut after ${place} of 25 pieces`, whole),
      cutAt: Math.floor((whole.length * place) / 25),
    }),
  ),
  ...Array.from({ length: 10 }, (_, place) =>
    post(`a form that ends after ${place} of 10 pieces`, whole.subarray(0, Math.floor((whole.length * place) / 10))),
  ),
  ...[1, 200, 4_000].map(
    (place): HostileUpload => ({ ...post(`a form that drips from ${place} on`, whole), dripsAt: place }),
  ),
  post('no body', ''),
  post('an empty form', formEnd),
  post('an empty file', oneFile('filename="a.txt"', '')),
  post('a file that is too large', oneFile('filename="a.txt"', Buffer.alloc(most + 1))),
  post('a file that is far too large', oneFile('filename="a.txt"', Buffer.alloc(most + 100_000))),
  post('a form of 10,000 files', form(...Array.from({ length: 10_000 }, () => part(fileHead('filename="a"'), 'a')))),
  post(
    'a form of 10,000 fields',
    form(...Array.from({ length: 10_000 }, (_, n) => part(`Content-Disposition: form-data; name="f${n}"`, 'a'))),
  ),
  post('two files', form(part(fileHead('filename="a"'), 'a'), part(fileHead('filename="b"'), 'b'))),
  post('a file in another field', form(part(fileHead('filename="a"', 'upload'), 'a'))),
  post('a field in place of a file', form(part('Content-Disposition: form-data; name="file"', 'a'))),
  post('a field of a long name', form(part(`Content-Disposition: form-data; name="${'n'.repeat(5_000)}"`, 'a'))),
  post('a long field', form(part('Content-Disposition: form-data; name="n"', 'a'.repeat(100_000)))),
  post('a part without a disposition', form(part('Content-Type: text/plain', 'a'))),
  post('a part with 1,000 headers', form(part(Array.from({ length: 1_000 }, (_, n) => `X-${n}: a`).join('\r\n'), 'a'))),
  post('a part with a header without end', Buffer.from(`--${boundary}\r\nContent-Disposition: ${'a'.repeat(100_000)}`)),
  post('another boundary', whole, { 'content-type': 'multipart/form-data; boundary=another' }),
  post('no boundary', whole, { 'content-type': 'multipart/form-data' }),
  post('an empty boundary', whole, { 'content-type': 'multipart/form-data; boundary=' }),
  post('a boundary of 10,000 signs', whole, { 'content-type': `multipart/form-data; boundary=${'b'.repeat(10_000)}` }),
  post('bytes as they are', 'hello', { 'content-type': 'application/octet-stream' }),
  post('JSON', '{"file":"hello"}', { 'content-type': 'application/json' }),
  post('a form of another kind', 'file=hello', { 'content-type': 'application/x-www-form-urlencoded' }),
  post('a mixed body', whole, { 'content-type': `multipart/mixed; boundary=${boundary}` }),
  post('binary without form', Buffer.from(Array.from({ length: 4_096 }, (_, n) => n % 256))),
  { name: 'a put', path: '/files', method: 'PUT', headers: { 'content-type': formType }, body: whole },
  {
    name: 'an address that nobody sealed',
    path: '/files/with/eyJ1IjoxfQ.AAAA',
    headers: { 'content-type': formType },
    body: whole,
  },
  { name: 'another path', path: '/files/elsewhere', headers: { 'content-type': formType }, body: whole },
]

const strange = '00000000-0000-4000-8000-000000000000'
const piece = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }
const patch = (name: string, id: string, headers: Readonly<Record<string, string>>, body = 'hello'): HostileUpload => ({
  name: `tus: ${name}`,
  method: 'PATCH',
  path: `/files/tus/${id}`,
  headers,
  body,
})

const resumable = (most: number): readonly HostileUpload[] => [
  { name: 'tus: without its header', path: '/files/tus', headers: { 'upload-length': '5' } },
  create('another version', { 'tus-resumable': '0.2.2', 'upload-length': '5' }),
  create('no length', {}),
  ...['-1', 'a', '1.5', '1e3', '0x10', ' ', '5, 5', '9'.repeat(400), '9007199254740993', String(most + 1), '0'].map(
    (length) => create(`the length ${length.slice(0, 20)}`, { 'upload-length': length }),
  ),
  create('a length that comes later', { 'upload-defer-length': '1' }),
  create('two lengths', { 'upload-length': '5', 'upload-defer-length': '1' }),
  ...[
    'filename',
    'filename !!!',
    'filename YQ==,filename YQ==',
    'a b c',
    ',',
    '=',
    `filename ${'A'.repeat(9)}`,
    'ф YQ==',
  ].map((said) => create(`the metadata ${said}`, { 'upload-length': '-5', 'upload-metadata': said })),
  create('an upload of parts', { 'upload-length': '5', 'upload-concat': 'final;/files/tus/1 /files/tus/2' }),
  create(
    'more than it says',
    { 'upload-length': '5', 'content-type': 'application/offset+octet-stream' },
    'a'.repeat(1_000),
  ),
  patch('a piece of what there is not', strange, { ...tus, ...piece }),
  patch('a piece of no id', 'abc', { ...tus, ...piece }),
  patch('a piece of a path', '..%2f..%2fetc%2fpasswd', { ...tus, ...piece }),
  patch('a piece without an offset', strange, { ...tus, 'content-type': piece['content-type'] }),
  patch('a piece of another type', strange, { ...tus, ...piece, 'content-type': 'text/plain' }),
  patch('a piece at no offset', strange, { ...tus, ...piece, 'upload-offset': '-1' }),
  { name: 'tus: an end of what there is not', method: 'DELETE', path: `/files/tus/${strange}`, headers: tus },
]

/** `most` is the largest file that may be sent. */
export const hostileUploads = (most: number): readonly HostileUpload[] => [...named, ...forms(most), ...resumable(most)]

const headOf = ({ method = 'POST', path, headers, body = '' }: HostileUpload, host: string, token: string): string => {
  const all = {
    host,
    authorization: `Bearer ${token}`,
    connection: 'close',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`
}

const read = (text: string): Answered => {
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0)
  const code = /\{"error":\{"code":(\d+)/.exec(text)?.[1]
  return { status, code: code === undefined ? undefined : Number(code) }
}

const dripMs = 200

const drip = (socket: Socket, bytes: Buffer, from: number): void => {
  let place = from
  const timer = setInterval(() => socket.write(bytes.subarray(place, ++place)), dripMs)
  socket.once('close', () => clearInterval(timer))
}

/** What is answered until the connection ends. */
export const sendHostile = (url: string, token: string, upload: HostileUpload): Promise<Answered> =>
  new Promise((resolve) => {
    const { hostname, port, host } = new URL(url)
    const bytes = Buffer.from(upload.body ?? '')
    const head = headOf(upload, host, token)
    let said = ''
    const socket = connect(Number(port), hostname, () => {
      socket.write(head)
      socket.write(bytes.subarray(0, upload.cutAt ?? upload.dripsAt ?? bytes.length))
      if (upload.cutAt !== undefined) setImmediate(() => socket.destroy())
      if (upload.dripsAt !== undefined) drip(socket, bytes, upload.dripsAt)
    })
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1')
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(read(said)))
  })
