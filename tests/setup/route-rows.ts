/** What each route over HTTP answers to whom, decided by a person. A route without a row fails the matrix. */
import type { Asker } from './askers.ts'

/** A status, with the name of the error where it is one. */
type Outcome = string

/** By the name of who asks; of service keys by `keys` where there is no row of that key. */
type Outcomes = { readonly else: Outcome } & Readonly<Record<string, Outcome>>

/** What paths lead to. */
export interface Things {
  /** An upload that Ann has begun, for this route. */
  readonly upload: string
  /** A link to a file of Ann's. */
  readonly link: string
  /** The link by which this one uploads; of whom may have none it is one that nobody made. */
  readonly uploadsAt: string
}

export interface RouteRow {
  /** Not given: the path of the route. */
  readonly path?: (things: Things) => string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: () => string | FormData
  /** How it says who asks. Not given: by a token in its header. */
  readonly by?: 'cookie' | 'subprotocol'
  /** Keys that the row does not name are told apart nowhere behind it: one of them is enough. */
  readonly oneOfOtherKeys?: true
  /** It ends something: it is asked when all others have been. */
  readonly isLast?: true
  readonly outcomes: Outcomes
}

export const outcomeFor = ({ outcomes }: RouteRow, { name, scope }: Asker): Outcome =>
  outcomes[name] ?? (scope === undefined ? undefined : outcomes.keys) ?? outcomes.else

export const answersAllAlike = ({ outcomes }: RouteRow): boolean => Object.keys(outcomes).length === 1

const alike = (outcome: Outcome): Outcomes => ({ else: outcome })

const noToken = { anonymous: '401 TOKEN_MISSING', 'logged out': '401 SESSION_ENDED', forger: '401 TOKEN_INVALID' }
const away = { locked: '403 ACCOUNT_LOCKED', banned: '403 ACCOUNT_BANNED' }
const suspended = { suspended: '403 ACCOUNT_SUSPENDED', 'suspended guest': '403 ACCOUNT_SUSPENDED' }
const guest = { guest: '403 GUEST_MAY_NOT' }

const noCookie = '401 REFRESH_INVALID'
const json = { 'content-type': 'application/json' }
/** It wants to know what nobody here knows, and looks at no token. */
const wantsMore: RouteRow = { headers: json, body: () => '{}', outcomes: alike('400 BAD_INPUT') }

const form = () => {
  const body = new FormData()
  body.set('file', new Blob(['x']), 'x.txt')
  return body
}
const tus = { 'tus-resumable': '1.0.0' }
const patched = { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' }

/** Uploads by token, below `/files`; by link, below that, where no token counts. */
const uploads = (by: 'token' | 'link') => {
  const below = ({ uploadsAt }: Things) => (by === 'token' ? '/files' : uploadsAt)
  const none = '403 LINK_ENDED'
  // Of who logged out since, it is good as long as of others: it was given to the account.
  const noLink = { anonymous: none, forger: none, guest: none, 'suspended guest': none }
  const refused =
    by === 'token'
      ? { ...noToken, ...suspended, ...away, ...guest, keys: '403 SCOPE_MISSING' }
      : { ...suspended, ...away, ...noLink, keys: none }
  const to = (outcome: Outcome): Outcomes => ({ ...refused, 'key for file:write': outcome, else: outcome })
  /** Of what Ann has begun nobody else learns that it is there. */
  const toAnn = (outcome: Outcome, missing = '404 UPLOAD_NOT_FOUND') => ({ ...to(missing), ann: outcome })
  const statusOnly = (outcomes: Outcomes) =>
    Object.fromEntries(Object.entries(outcomes).map(([who, outcome]) => [who, outcome.slice(0, 3)])) as Outcomes
  const one = (things: Things) => `${below(things)}/tus/${things.upload}`
  const many = (things: Things) => `${below(things)}/tus`
  return {
    form: { path: below, body: form, outcomes: to('201') },
    // No store is set up to which bytes go by themselves.
    direct: {
      path: (things: Things) => `${below(things)}/direct`,
      headers: json,
      body: () => '{}',
      outcomes: to('404 ROUTE_NOT_FOUND'),
    },
    finish: {
      path: (things: Things) => `${below(things)}/direct/${things.upload}`,
      outcomes: to('404 ROUTE_NOT_FOUND'),
    },
    options: { path: many, outcomes: to('204') },
    begin: { path: many, headers: { ...tus, 'upload-length': '1' }, outcomes: to('201') },
    look: { path: one, headers: tus, outcomes: statusOnly(toAnn('200')) },
    send: { path: one, headers: patched, body: () => 'x', outcomes: toAnn('204') },
    giveUp: { path: one, headers: tus, outcomes: toAnn('204') },
  } as const satisfies Record<string, RouteRow>
}
const byToken = uploads('token')
const byLink = uploads('link')

/** By the key for it alone. Of people there is nobody whom the directory has made, and what is sent is nothing. */
const byDirectory = (outcome: '200' | '400' | '404', sent: Pick<RouteRow, 'headers' | 'body'> = {}): RouteRow => ({
  ...sent,
  oneOfOtherKeys: true,
  outcomes: { keys: '403', 'key for scim:write': outcome, else: '401' },
})
const nothing = { headers: json, body: () => '{}' }

export const routeRows: Readonly<Record<string, RouteRow>> = {
  'GET /live': { outcomes: alike('200') },
  'GET /ready': { outcomes: alike('200') },
  'GET /{*file}': { path: () => '/', outcomes: alike('200') },
  'GET /.well-known/jwks.json': { outcomes: alike('200') },
  'GET /notify/mail/:token': { outcomes: alike('404') },
  'POST /notify/mail/:token': { outcomes: alike('404') },

  'POST /v1/:command': {
    path: () => '/v1/room.list',
    headers: json,
    body: () => '{}',
    outcomes: {
      ...noToken,
      ...away,
      keys: '403 SCOPE_MISSING',
      'key for room:read': '200',
      else: '200',
    },
  },
  'GET /v1/socket': {
    by: 'subprotocol',
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'c29tZXRoaW5nIHJhbmRvbQ==',
    },
    outcomes: { ...noToken, ...away, else: '101' },
  },

  'POST /auth/account.create': wantsMore,
  'POST /auth/guest.create': wantsMore,
  'POST /auth/session.create': wantsMore,
  'POST /auth/session.confirm': wantsMore,
  'POST /auth/session.exchange': wantsMore,
  'POST /auth/session.arrive': wantsMore,
  'POST /auth/session.join': wantsMore,
  'POST /auth/session.refresh': {
    ...{ headers: json, body: () => '{}', by: 'cookie' },
    outcomes: {
      ...{ keys: noCookie, anonymous: noCookie, forger: noCookie, 'logged out': noCookie, banned: noCookie },
      locked: '403 ACCOUNT_LOCKED',
      else: '200',
    },
  },
  'POST /auth/session.end': {
    ...{ headers: json, body: () => '{}', by: 'cookie', isLast: true },
    outcomes: alike('200'),
  },
  // As RFC 8628 has it: a device may say who it is, and begins in any case.
  'POST /auth/device/authorize': { outcomes: alike('200') },
  'POST /auth/device/token': { outcomes: alike('400 invalid_request') },

  'GET /scim/v2/ServiceProviderConfig': byDirectory('200'),
  'GET /scim/v2/ResourceTypes': byDirectory('200'),
  'GET /scim/v2/ResourceTypes/:name': byDirectory('404'),
  'GET /scim/v2/Schemas': byDirectory('200'),
  'GET /scim/v2/Schemas/:name': byDirectory('404'),
  'GET /scim/v2/Users': byDirectory('200'),
  'POST /scim/v2/Users': byDirectory('400', nothing),
  'GET /scim/v2/Users/:id': byDirectory('404'),
  'PUT /scim/v2/Users/:id': byDirectory('404', nothing),
  'PATCH /scim/v2/Users/:id': byDirectory('404', nothing),
  'DELETE /scim/v2/Users/:id': byDirectory('404'),
  'GET /scim/v2/Groups': byDirectory('200'),
  'POST /scim/v2/Groups': byDirectory('400', nothing),
  'GET /scim/v2/Groups/:id': byDirectory('404'),
  'PUT /scim/v2/Groups/:id': byDirectory('404', nothing),
  'PATCH /scim/v2/Groups/:id': byDirectory('404', nothing),
  'DELETE /scim/v2/Groups/:id': byDirectory('404'),

  'GET /files/at/:seal': { path: ({ link }) => link, outcomes: alike('200') },
  'POST /files': byToken.form,
  'POST /files/direct': byToken.direct,
  'POST /files/direct/:file': byToken.finish,
  'OPTIONS /files/tus': byToken.options,
  'POST /files/tus': byToken.begin,
  'HEAD /files/tus/:upload': byToken.look,
  'PATCH /files/tus/:upload': byToken.send,
  'DELETE /files/tus/:upload': byToken.giveUp,
  'POST /files/with/:seal': byLink.form,
  'POST /files/with/:seal/direct': byLink.direct,
  'POST /files/with/:seal/direct/:file': byLink.finish,
  'OPTIONS /files/with/:seal/tus': byLink.options,
  'POST /files/with/:seal/tus': byLink.begin,
  'HEAD /files/with/:seal/tus/:upload': byLink.look,
  'PATCH /files/with/:seal/tus/:upload': byLink.send,
  'DELETE /files/with/:seal/tus/:upload': byLink.giveUp,
}
