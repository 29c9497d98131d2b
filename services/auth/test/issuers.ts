/** Issuers of OpenID Connect: a provider as others run it, and one that signs whatever a test wants. */
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import Provider from 'oidc-provider'

export const audience = 'parley-game'

const listen = async (scope: AsyncDisposableStack) => {
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

const keyPair = async (kid: string) => {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } }
}

/** A provider with a back end of a game as its client, which gets a token in its own name. */
export const startProvider = async (scope: AsyncDisposableStack) => {
  const { url, serve } = await listen(scope)
  const { privateKey } = await keyPair('a')
  const jwk = { ...(await exportJWK(privateKey)), kid: 'a', alg: 'RS256', use: 'sig' }
  const server = { scope: '', audience, accessTokenFormat: 'jwt', accessTokenTTL: 600 } as const
  const provider = new Provider(url, {
    jwks: { keys: [jwk] },
    cookies: { keys: ['a key of a test'] },
    clients: [
      {
        client_id: 'back-end',
        client_secret: 'a secret of a test',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'urn:parley',
        getResourceServerInfo: () => ({ ...server, jwt: { sign: { alg: 'RS256' } } }),
      },
    },
  })
  serve(provider.callback())
  const token = async (): Promise<string> => {
    const answer = await fetch(`${url}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('back-end:a%20secret%20of%20a%20test').toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    })
    return ((await answer.json()) as { access_token: string }).access_token
  }
  return { url, token }
}

/** With a slash at the end of what it calls itself, where it is asked to have one. */
export const startIssuer = async (scope: AsyncDisposableStack, slash: '' | '/' = '') => {
  const { url, serve } = await listen(scope)
  const { privateKey, jwk } = await keyPair('a')
  const asked: string[] = []
  serve((request, response) => {
    asked.push(request.url ?? '')
    const document = { issuer: `${url}${slash}`, jwks_uri: `${url}/keys` }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(request.url === '/keys' ? { keys: [jwk] } : document))
  })
  const sign = (claims: JWTPayload = {}, header: { typ?: string; kid?: string } = {}): Promise<string> =>
    new SignJWT({ iss: `${url}${slash}`, aud: audience, exp: Math.floor(Date.now() / 1_000) + 300, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: jwk.kid, ...header })
      .sign(privateKey)
  return { url, sign, asked }
}
