import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { errors } from '@parley/protocol'
import jwt from 'jsonwebtoken'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { keepLog } from '../setup/log-lines.ts'
import { openSocket } from '../setup/raw-client.ts'
import { claimsOf, type Signer, secondsFromNow, signerOf } from '../setup/signer.ts'
import { type UpgradeRequest, upgrade } from '../setup/upgrade.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

const { log, lines } = keepLog()
let world: World
let ann: Person
let token: string
let signer: Signer
let publicPem: string

beforeAll(async () => {
  const env = { ALLOWED_ORIGINS: 'https://friend.example', LOG_LEVEL: 'trace' }
  world = await startWorld(inject('backing'), { gateways: 2, env, log })
  ann = await world.person('Ann')
  token = ann.token
  signer = await signerOf(world)
  publicPem = String(createPublicKey(signer.privatePem).export({ type: 'spki', format: 'pem' }))
})
afterAll(() => world[Symbol.asyncDispose]())

const encode = (part: object | string) =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
const kubernetes = (value: string) => `base64url.bearer.authorization.k8s.io.${encode(value)}`

/** Somebody else's key under the name of ours. */
const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

/** A token that says what the real one says, or something else, signed with another key. */
const forged = (changes: object = {}) =>
  jwt.sign({ ...claimsOf(token), ...changes }, foreign, { algorithm: 'ES256', keyid: signer.kid })

/** As our auth service would sign it. */
const signed = (changes: object = {}) => signer.sign(token, changes)

/** Tokens by what is wrong with them. Of each the payload is what a log must not hold. */
const badTokens: Record<string, () => string> = {
  'is signed with another key': () => forged(),
  'has no signature and says so': () =>
    `${encode({ typ: 'JWT', alg: 'none', kid: signer.kid })}.${encode(claimsOf(token))}.`,
  'has lost its signature': () => `${token.split('.').slice(0, 2).join('.')}.`,
  'is signed with the public key as a secret': () => {
    const text = `${encode({ typ: 'JWT', alg: 'HS256', kid: signer.kid })}.${encode(claimsOf(token))}`
    return `${text}.${createHmac('sha256', publicPem).update(text).digest('base64url')}`
  },
  'is for another service': () => signed({ aud: 'other' }),
  'is for nobody in particular': () => signed({ aud: undefined }),
  'is of another issuer': () => signed({ iss: 'other' }),
  'is of no session': () => signed({ sid: undefined }),
  'is good for ever': () => signed({ exp: undefined }),
  'is not good yet': () => signed({ nbf: secondsFromNow(600) }),
  'was changed after it was signed': () => {
    const [head, , signature] = token.split('.')
    return `${head}.${encode({ ...claimsOf(token), sub: 'somebody-else' })}.${signature}`
  },
  'names a key that nobody has': () => jwt.sign(claimsOf(token), foreign, { algorithm: 'ES256', keyid: 'unheard-of' }),
  'names no key': () => jwt.sign(claimsOf(token), foreign, { algorithm: 'ES256' }),
  'has a payload that is no JSON': () =>
    `${encode({ typ: 'JWT', alg: 'ES256', kid: signer.kid })}.${encode('secret-no-json')}.AA`,
  'has three parts of nonsense': () => 'abc.def.ghi',
  'is no token at all': () => 'x',
}

const expectRefusal = async (request: UpgradeRequest, name: keyof typeof errors, secret?: string) => {
  const answer = await upgrade(world.url, request)
  expect(answer).toMatchObject({ status: errors[name].status })
  expect(answer.headers).toMatchObject({ connection: 'close', 'content-type': 'application/json' })
  expect(JSON.parse(answer.body)).toMatchObject({ error: { code: errors[name].code, name, text: errors[name].text } })
  for (const part of (secret ?? token).split('.')) if (part.length > 2) expect(answer.text).not.toContain(part)
}

describe('a socket is refused during the upgrade', () => {
  test.each<[string, () => string | undefined, keyof typeof errors]>([
    ['with no subprotocol at all', () => undefined, 'TOKEN_MISSING'],
    ['with a subprotocol and no token', () => 'parley.v1.json', 'TOKEN_MISSING'],
    ['with an empty token', () => 'parley.v1.json, bearer.', 'TOKEN_MISSING'],
    ['with two tokens', () => `parley.v1.json, bearer.${token}, bearer.${token}`, 'TOKEN_MISSING'],
    ['with a token in both forms', () => `parley.v1.json, bearer.${token}, ${kubernetes(token)}`, 'TOKEN_MISSING'],
    ['with only a token', () => `bearer.${token}`, 'SUBPROTOCOL_UNKNOWN'],
    ['with a subprotocol that it does not know', () => `parley.v9.json, bearer.${token}`, 'SUBPROTOCOL_UNKNOWN'],
    [
      'with nonsense in the form of Kubernetes',
      () => 'parley.v1.json, base64url.bearer.authorization.k8s.io.~~~',
      'TOKEN_MISSING',
    ],
    ['with bytes in the form of Kubernetes', () => `parley.v1.json, ${kubernetes('\u0000\u0001')}`, 'TOKEN_INVALID'],
  ])('%s', async (_, protocols, name) => {
    const offered = protocols()
    await expectRefusal(offered === undefined ? {} : { protocols: offered }, name)
  })

  test.each(Object.entries(badTokens))('when the token %s, in both forms', async (_, make) => {
    const bad = make()
    await expectRefusal({ protocols: `parley.v1.json, bearer.${bad}` }, 'TOKEN_INVALID', bad)
    await expectRefusal({ protocols: `parley.v1.json, ${kubernetes(bad)}` }, 'TOKEN_INVALID', bad)
  })

  test('when the token has expired', async () => {
    const expired = signed({ exp: secondsFromNow(-1) })
    await expectRefusal({ protocols: `parley.v1.json, bearer.${expired}` }, 'TOKEN_EXPIRED', expired)
    await expectRefusal({ protocols: `parley.v1.json, ${kubernetes(expired)}` }, 'TOKEN_EXPIRED', expired)
  })

  test('when a page of a foreign origin asks', async () => {
    const protocols = `parley.v1.json, bearer.${token}`
    for (const Origin of [
      'https://evil.example',
      'https://friend.example.evil.example',
      'http://friend.example',
      'null',
    ])
      await expectRefusal({ protocols, headers: { Origin } }, 'ORIGIN_FORBIDDEN')
  })

  test('at any other address', async () => {
    for (const path of ['/', '/v1', '/v1/socket/', '/v1/socketx', '/v2/socket', '/live'])
      await expectRefusal({ path, protocols: `parley.v1.json, bearer.${token}` }, 'ROUTE_NOT_FOUND')
  })

  test('when it speaks an older WebSocket, or none', async () => {
    const protocols = `parley.v1.json, bearer.${token}`
    const older = await upgrade(world.url, { protocols, headers: { 'Sec-WebSocket-Version': '7' } })
    const keyless = await upgrade(world.url, { protocols, headers: { 'Sec-WebSocket-Key': 'short' } })
    for (const answer of [older, keyless]) {
      expect(answer.status).toBe(400)
      expect(answer.text).not.toContain(token)
    }
  })
})

describe('a socket is opened', () => {
  test.each([
    ['with a subprotocol and a token', () => `parley.v1.json, bearer.${token}`, 'parley.v1.json'],
    ['with the token first', () => `bearer.${token}, parley.v1.msgpack`, 'parley.v1.msgpack'],
    ['with the token in the form of Kubernetes', () => `parley.v1.json, ${kubernetes(token)}`, 'parley.v1.json'],
    ['with a token that is signed as ours are', () => `parley.v1.json, bearer.${signed()}`, 'parley.v1.json'],
    ['with a subprotocol among others', () => `chat, parley.v1.json, bearer.${token}`, 'parley.v1.json'],
  ])('%s, and the answer names the subprotocol alone', async (_, protocols, chosen) => {
    const answer = await upgrade(world.url, { protocols: protocols() })
    expect(answer.status).toBe(101)
    expect(answer.headers['sec-websocket-protocol']).toBe(chosen)
    for (const part of token.split('.')) expect(answer.text).not.toContain(part)
  })

  test('for a page of our own origin, and of one that the operator allows', async () => {
    for (const Origin of [world.url, 'https://friend.example']) {
      const answer = await upgrade(world.url, { protocols: `parley.v1.json, bearer.${token}`, headers: { Origin } })
      expect(answer.status).toBe(101)
    }
  })

  test('whatever else its address asks', async () => {
    const answer = await upgrade(world.url, { path: '/v1/socket?x=1', protocols: `parley.v1.json, bearer.${token}` })
    expect(answer.status).toBe(101)
  })
})

describe('an access token', () => {
  test('comes back in no error and stands in no line of any log', async () => {
    const secrets = [token, ...Object.values(badTokens).map((make) => make())].filter((secret) => secret.length > 3)
    for (const secret of secrets) {
      await upgrade(world.url, { protocols: `parley.v1.json, bearer.${secret}` })
      await upgrade(world.url, { protocols: `bearer.${secret}, bearer.${secret}` })
      await upgrade(world.url, { path: `/v1/socket?token=${secret}`, protocols: `parley.v1.json, bearer.${secret}` })
      const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
      for (const body of ['{}', '{', `{"room":"${secret}"}`]) {
        const answer = await fetch(`${world.url}/v1/room.get`, { method: 'POST', headers, body })
        expect(await answer.text()).not.toContain(secret)
      }
    }
    await using client = await world.connect(ann)
    for (const secret of secrets.slice(1)) {
      const refusal = await client
        .call('token.renew', { token: secret })
        .catch((error: unknown) => JSON.stringify(error))
      expect(refusal).toContain('TOKEN_INVALID')
      expect(refusal).not.toContain(secret)
    }
    expect(lines.length).toBeGreaterThan(3)
    const written = lines.join('')
    const parts = new Set(secrets.flatMap((secret) => secret.split('.')).filter((part) => part.length > 3))
    for (const part of parts) {
      expect(written).not.toContain(part)
      expect(written).not.toContain(Buffer.from(part, 'base64url').toString('latin1').slice(0, 12))
    }
  })

  test('goes through either gateway', async () => {
    for (const url of world.urls)
      expect((await upgrade(url, { protocols: `parley.v1.json, bearer.${token}` })).status).toBe(101)
  })

  test('does not open a socket under a name it does not have', async () => {
    const socket = openSocket(world.url, ['parley.v1.json', `bearer.${forged({ sub: 'admin' })}`])
    const status = await new Promise((resolve) => {
      socket.on('unexpected-response', (request, response) => {
        request.destroy()
        resolve(response.statusCode)
      })
    })
    expect(status).toBe(401)
  })
})
