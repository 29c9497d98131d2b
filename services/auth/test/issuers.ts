/** A provider of OpenID Connect as others run it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { exportJWK } from 'jose'
import Provider from 'oidc-provider'
import { audience, keyPair, listen, ourClient } from './small-issuer.ts'

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
      {
        client_id: ourClient.id,
        client_secret: ourClient.secret,
        redirect_uris: [ourClient.page],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    interactions: { url: (_context, { uid }) => `/ask/${uid}` },
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
  const answered = provider.callback()
  /** Who is asked says yes to all. */
  const agree = async (request: IncomingMessage, response: ServerResponse) => {
    const { params, session } = await provider.interactionDetails(request, response)
    const grant = new provider.Grant({ accountId: 'person', clientId: String(params.client_id) })
    grant.addOIDCScope('openid profile')
    const consent = { grantId: await grant.save() }
    await provider.interactionFinished(
      request,
      response,
      session ? { consent } : { login: { accountId: 'person' }, consent },
    )
  }
  serve((request, response) => {
    if (request.url?.startsWith('/ask/')) void agree(request, response)
    else void answered(request, response)
  })
  /** As a browser goes from one address to the next, until it is sent to our page. */
  const goThrough = async (from: string): Promise<URL> => {
    const jar = new Map<string, string>()
    for (let at = from; ; ) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const answer = await fetch(at, { redirect: 'manual', headers: { cookie } })
      for (const set of answer.headers.getSetCookie())
        jar.set(...((set.split(';')[0] as string).split(/=(.*)/s, 2) as [string, string]))
      const next = new URL(answer.headers.get('location') ?? `no:${answer.status} ${await answer.text()}`, at)
      if (next.href.startsWith(ourClient.page)) return next
      at = next.href
    }
  }
  const token = async (): Promise<string> => {
    const answer = await fetch(`${url}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('back-end:a%20secret%20of%20a%20test').toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    })
    return ((await answer.json()) as { access_token: string }).access_token
  }
  return { url, token, goThrough }
}
