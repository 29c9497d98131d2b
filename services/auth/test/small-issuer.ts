/** An issuer of OpenID Connect that signs whatever a test wants. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

export const audience = 'parley-game'

/** As whom this server is known to issuers with which people log in. */
export const ourClient = { id: 'parley-web', secret: 'a_secret:100%_of_a_test', page: 'https://chat.example/' }

export const listen = async (scope: AsyncDisposableStack) => {
  let handle: RequestListener = () => {}
  const server = createServer((request, response) => handle(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const serve = (listener: RequestListener) => {
    handle = listener
  }
  return { url, serve }
}

export const keyPair = async (kid: string) => {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } }
}

/** With a slash at the end of what it calls itself, where it is asked to have one. */
export const startIssuer = async (scope: AsyncDisposableStack, slash: '' | '/' = '', more: object = {}) => {
  const { url, serve } = await listen(scope)
  const { privateKey, jwk } = await keyPair('a')
  const asked: string[] = []
  /** What it gives for a code, by the form that asks for it. */
  let give: (form: URLSearchParams, request: IncomingMessage) => Promise<{ status?: number; body: object }> =
    async () => ({
      status: 400,
      body: { error: 'invalid_grant' },
    })
  /** Where whoever goes to it is sent back to. */
  let sendBack: (asked: URLSearchParams) => string = (asked) => String(asked.get('redirect_uri'))
  const document = {
    issuer: `${url}${slash}`,
    jwks_uri: `${url}/keys`,
    authorization_endpoint: `${url}/go`,
    token_endpoint: `${url}/token`,
  }
  serve(async (request, response) => {
    asked.push(request.url ?? '')
    response.setHeader('content-type', 'application/json')
    if (request.url === '/token') {
      const { status = 200, body } = await give(new URLSearchParams(await text(request)), request)
      response.statusCode = status
      response.end(JSON.stringify(body))
    } else if (request.url?.startsWith('/go?')) {
      response.statusCode = 302
      response.setHeader('location', sendBack(new URL(request.url, url).searchParams))
      response.end()
    } else response.end(JSON.stringify(request.url === '/keys' ? { keys: [jwk] } : { ...document, ...more }))
  })
  const sign = (claims: JWTPayload = {}, header: { typ?: string; kid?: string } = {}): Promise<string> =>
    new SignJWT({ iss: `${url}${slash}`, aud: audience, exp: Math.floor(Date.now() / 1_000) + 300, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: jwk.kid, ...header })
      .sign(privateKey)
  const onCode = (deed: typeof give): void => {
    give = deed
  }
  const onGo = (deed: typeof sendBack): void => {
    sendBack = deed
  }
  return { url, sign, asked, onCode, onGo }
}
