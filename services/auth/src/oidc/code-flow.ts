/**
 * People log in with an issuer of OpenID Connect: by code, with PKCE (RFC 7636, S256), a state, a nonce, and the `iss` of RFC 9207. Whoever begins
 * keeps one secret, `binding`, and all that the issuer is sent follows from it: nothing else is kept, here or there, and what comes back is good
 * in the browser alone that has it.
 */
import { createHash } from 'node:crypto'
import { Failure, fail, type Input } from '@parley/protocol'
import { type Log, steadyNow } from '@parley/service-kit'
import type { OidcClient } from './clients.ts'
import { type IssuerDocument, readDocument } from './document.ts'
import { type FetchJson, IssuerSaysNo, type PostedForm } from './fetch-json.ts'
import { withoutSlash } from './issuers.ts'
import type { Arrived, Trusted } from './trusted.ts'

export type Arrival = Pick<Input<'session.arrive'>, 'code' | 'error' | 'iss'>

export interface CodeFlow {
  /** With which people may log in. */
  readonly clients: readonly OidcClient[]
  /** Where somebody has to go, with what they keep. Fails with ISSUER_UNKNOWN, and with UNAVAILABLE where the issuer does not answer. */
  start(issuer: string, binding: string): Promise<string>
  /** Whether this came back to who has this. */
  isOwn(binding: string, state: string): boolean
  /** Who came back. Fails with ISSUER_REFUSED, IDENTITY_REFUSED, UNAVAILABLE. */
  finish(issuer: string, binding: string, arrival: Arrival): Promise<Arrived>
}

export interface CodeFlowOptions {
  readonly clients: readonly OidcClient[]
  readonly trusted: Trusted
  readonly fetchJson: FetchJson
  /** Of our page, exactly as issuers know it. */
  readonly redirectUri: string
  readonly scope: string
  readonly log: Log
}

const documentGoodForMs = 600_000

/** Random enough, as `binding` is, and each of its own. */
const follows = (what: 'state' | 'nonce' | 'verifier', binding: string): string =>
  createHash('sha256').update(`${what} ${binding}`).digest('base64url')

const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url')

/** What codes of errors mean (RFC 6749, OpenID Connect Core). What else an issuer writes there anybody may have written. */
const words: Readonly<Record<string, string>> = {
  access_denied: 'you, or the issuer, said no',
  login_required: 'you are not logged in there',
  consent_required: 'you have not agreed there to log in here',
  interaction_required: 'the issuer wants to ask you something first',
  account_selection_required: 'you have to choose an account there',
  temporarily_unavailable: 'the issuer is busy; try again later',
  server_error: 'something went wrong there; try again later',
  invalid_grant: 'the issuer takes this code no more; log in again',
}
const misconfigured = 'the issuer does not know this server as it is set up; tell whoever runs it'

const refuse = (error: string) => fail('ISSUER_REFUSED', { why: words[error] ?? misconfigured })

const textIn = (document: IssuerDocument, name: string): string => {
  const text = document[name]
  if (typeof text !== 'string' || !/^https?:/.test(text)) throw new Error(`its document has no ${name}`)
  return text
}

/** RFC 9207: an answer of another issuer is none of this one, and one without a name is none where the issuer gives its name. */
const checkIss = (document: IssuerDocument, url: string, iss: string | undefined): void => {
  const isMissing = iss === undefined && document.authorization_response_iss_parameter_supported === true
  if (isMissing || (iss !== undefined && withoutSlash(iss) !== url)) fail('IDENTITY_REFUSED')
}

const encoded = (text: string) => new URLSearchParams({ '': text }).toString().slice(1)

/** By its secret in the header, or in the form where the issuer takes it there alone. */
const asClient = ({ id, secret }: OidcClient, form: URLSearchParams, document: IssuerDocument): PostedForm => {
  const methods = document.token_endpoint_auth_methods_supported
  const isBasic = !Array.isArray(methods) || methods.includes('client_secret_basic')
  if (secret !== undefined && isBasic)
    return { form, authorization: `Basic ${Buffer.from(`${encoded(id)}:${encoded(secret)}`).toString('base64')}` }
  form.set('client_id', id)
  if (secret !== undefined) form.set('client_secret', secret)
  return { form }
}

export const openCodeFlow = (options: CodeFlowOptions): CodeFlow => {
  const { clients, trusted, fetchJson, redirectUri, scope, log } = options
  const documents = new Map<string, { readonly at: number; readonly document: IssuerDocument }>()
  const clientOf = (issuer: string) => clients.find((client) => client.issuer === issuer) ?? fail('ISSUER_UNKNOWN')

  const documentOf = async (issuer: string): Promise<IssuerDocument> => {
    const kept = documents.get(issuer)
    if (kept && steadyNow() - kept.at < documentGoodForMs) return kept.document
    const document = await readDocument(trusted.issuer(issuer), fetchJson)
    documents.set(issuer, { at: steadyNow(), document })
    return document
  }

  /** What an issuer does wrong, or the network, is for the operator to see. */
  const orAway = async <T>(issuer: string, deed: () => Promise<T>): Promise<T> => {
    try {
      return await deed()
    } catch (reason) {
      if (reason instanceof Failure) throw reason
      log.warn({ issuer, why: String(reason) }, 'an issuer of OpenID Connect with which people log in does not answer')
      return fail('UNAVAILABLE', { retry_ms: 5_000 })
    }
  }

  const idTokenFor = async (client: OidcClient, binding: string, code: string): Promise<string> => {
    const document = await documentOf(client.issuer)
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: follows('verifier', binding),
    })
    const posted = asClient(client, form, document)
    const answer = await fetchJson(textIn(document, 'token_endpoint'), posted).catch((reason) => {
      if (!(reason instanceof IssuerSaysNo) || reason.status >= 500) throw reason
      const { issuer } = client
      log.warn({ issuer, status: reason.status, error: reason.error.slice(0, 64) }, 'an issuer took no code of ours')
      return refuse(reason.error)
    })
    const { id_token } = answer as { id_token?: unknown }
    return typeof id_token === 'string' ? id_token : fail('IDENTITY_REFUSED')
  }

  return {
    clients,

    start: (issuer, binding) =>
      orAway(issuer, async () => {
        const client = clientOf(issuer)
        const url = new URL(textIn(await documentOf(issuer), 'authorization_endpoint'))
        const asked = {
          response_type: 'code',
          client_id: client.id,
          redirect_uri: redirectUri,
          scope,
          state: follows('state', binding),
          nonce: follows('nonce', binding),
          code_challenge: challengeOf(follows('verifier', binding)),
          code_challenge_method: 'S256',
        }
        for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
        return url.href
      }),

    isOwn: (binding, state) => follows('state', binding) === state,

    finish: (issuer, binding, { code, error, iss }) =>
      orAway(issuer, async () => {
        const client = clientOf(issuer)
        checkIss(await documentOf(issuer), trusted.issuer(issuer).url, iss)
        if (error !== undefined || code === undefined) return refuse(error ?? 'server_error')
        const token = await idTokenFor(client, binding, code)
        return trusted.verifyOwn(issuer, token, { client: client.id, nonce: follows('nonce', binding) })
      }),
  }
}
