/** A push service of the test: a real HTTPS server, whose certificate is its own, and browsers that can decrypt what comes there. */
import { execFile } from 'node:child_process'
import { createECDH, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { PushMessage } from '@parley/protocol'
import { decrypt } from 'http_ece'

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}
type Answer = (answer: ServerResponse) => void

const makeCertificate = async (folder: string) => {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  await promisify(execFile)('openssl', ['req', '-x509', ...kind, ...name, '-keyout', key, '-out', certificate])
  return { key: await readFile(key), cert: await readFile(certificate), certificate }
}

const read = async (request: IncomingMessage): Promise<Buffer> => Buffer.concat(await request.toArray())

export const startPushService = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-push-'))
  const { key, cert, certificate } = await makeCertificate(folder)
  const received = new Map<string, Received[]>()
  const answers = new Map<string, Answer>()
  const at = (path: string): Received[] => {
    const all = received.get(path) ?? []
    received.set(path, all)
    return all
  }
  const server = createServer({ key, cert }, async (request, answer) => {
    const path = request.url ?? ''
    at(path).push({ headers: request.headers, body: await read(request) })
    const usual: Answer = (response) => response.writeHead(201).end()
    ;(answers.get(path) ?? usual)(answer)
  })
  await once(server.listen(0, 'localhost'), 'listening')
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`
  return {
    origin,
    certificate,
    /** What has come there, the oldest first. */
    at,
    /** So it answers there from now on. */
    answer: (path: string, status: number, headers: Record<string, string> = {}) =>
      void answers.set(path, (response) => response.writeHead(status, headers).end()),
    answerBy: (path: string, by: Answer) => void answers.set(path, by),
    /** Once so many have come there. */
    until: async (path: string, count: number): Promise<readonly Received[]> => {
      while (at(path).length < count) await sleep(20)
      return at(path)
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      await rm(folder, { recursive: true })
    },
  }
}

export const makeBrowser = (endpoint: string) => {
  const keys = createECDH('prime256v1')
  keys.generateKeys()
  const auth = randomBytes(16)
  return {
    subscription: { endpoint, p256dh: keys.getPublicKey('base64url'), auth: auth.toString('base64url') },
    read: ({ body }: Pick<Received, 'body'>): PushMessage =>
      JSON.parse(decrypt(body, { version: 'aes128gcm', privateKey: keys, authSecret: auth }).toString()),
  }
}
