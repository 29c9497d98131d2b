import { staffRoles } from '@parley/protocol'
import {
  edgeConfig,
  flag,
  isOrigin,
  list,
  listOf,
  mailConfig,
  networksSetting,
  oneOf,
  optional,
  originsSetting,
  redisUrl,
  type Setting,
  setting,
  text,
  whole,
} from '@parley/service-kit'
import { peopleOwners } from '@parley/wire'
import { readClient, readGroupRole, readSecret } from './oidc/clients.ts'
import { readIssuer } from './oidc/issuers.ts'
import { scimConfig } from './scim/settings.ts'

const days = 86_400

const isPeopleOwner = (name: string): boolean => peopleOwners.some((owner) => owner === name)
const deletionServices = listOf(
  `services that keep something of people (${peopleOwners.join(', ')})`,
  isPeopleOwner,
  list({
    about:
      'the services that erase what they have of a closed account: all that this deployment has. One that is down is waited for',
    default: peopleOwners,
  }),
) as Setting<readonly (typeof peopleOwners)[number][]>

export const authConfig = {
  REDIS_URL: redisUrl('Redis, where failed logins are counted; it may be lost at any time'),

  ISSUER: text({ about: 'the `iss` of access tokens; other services that trust them compare it', default: 'parley' }),
  ACCESS_TOKEN_SECONDS: whole({ about: 'life of an access token', default: 300, min: 1, max: 3600 }),
  REFRESH_TOKEN_SECONDS: whole({
    about:
      'life of a refresh token: how long a device may stay away and still be logged in. Browsers keep a cookie 400 days at most',
    default: 30 * days,
    min: 60,
    max: 400 * days,
  }),
  REFRESH_GRACE_SECONDS: whole({
    about:
      'how long the tokens that one refresh token was answered with are all good, for tabs that refresh at the same moment; later the last one replaces the others. 0 answers each token once, and a lost answer costs the session',
    default: 10,
    min: 0,
    max: 60,
  }),
  REFRESH_MEMORY_SECONDS: whole({
    about:
      'how long a used refresh token is remembered, so that its reuse ends the session; later it is merely unknown',
    default: 7 * days,
    min: 3600,
    max: 400 * days,
  }),
  SESSION_SECONDS: whole({
    about: 'longest life of a session, however often it is refreshed; 0 for no end',
    default: 400 * days,
    min: 0,
    max: 3_650 * days,
  }),
  SESSIONS_PER_ACCOUNT: whole({
    about:
      'sessions that one account may have open; a further log-in ends one: the oldest that was never refreshed, else the one that was not used for longest',
    default: 100,
    min: 1,
    max: 10_000,
  }),
  SIGNING_KEY_SECONDS: whole({
    about: 'age at which a new key takes over the signing of access tokens',
    default: 30 * days,
    min: 3600,
    max: 400 * days,
  }),

  HASH_MEMORY_KIB: whole({
    about: 'memory of one password hash (argon2id), in KiB',
    default: 19_456,
    min: 19_456,
    max: 1_048_576,
  }),
  HASH_PASSES: whole({ about: 'passes of one password hash over its memory', default: 2, min: 2, max: 100 }),
  HASH_LANES: whole({ about: 'threads of one password hash', default: 1, min: 1, max: 16 }),
  HASHES_AT_ONCE: whole({
    about:
      'password hashes under way at the same time; each takes HASH_MEMORY_KIB and a thread of libuv, which has four',
    default: 3,
    min: 1,
    max: 64,
  }),

  FINDABLE: oneOf(['everyone', 'shared', 'nobody'], {
    about:
      'who finds somebody by their name that has not said it: everyone, those who are their contacts or share a room or a space with them, or nobody',
    default: 'everyone',
  }),
  USERNAME_RESERVED_SECONDS: whole({
    about: 'how long a former username is kept for whoever had it; their contacts find them by it',
    default: 90 * days,
    min: 3600,
    max: 3_650 * days,
  }),
  USERNAMES_RESERVED: whole({
    about: 'former usernames that one account may have kept at a time: the next change waits until one is free again',
    default: 3,
    min: 1,
    max: 100,
  }),
  PASSKEY_ID: optional(
    text({
      about:
        'the name that passkeys are made for (rpID), as in example.org; one that is changed makes all of them useless. Without it the name in PUBLIC_URL, or localhost',
    }),
  ),
  PASSKEY_ORIGINS: listOf(
    'origins such as https://chat.example.org',
    isOrigin,
    list({
      about: 'origins whose pages may use passkeys, all of PASSKEY_ID or beneath it. Without any, PUBLIC_URL',
      default: [],
    }),
  ),

  OIDC_ISSUERS: listOf(
    'issuers such as studio=https://id.example.org|parley',
    (item) => readIssuer(item) !== undefined,
    list({
      about:
        'issuers of OpenID Connect whose tokens log in here, and make an account at the first where SIGN_UP or OIDC_SIGN_UP lets them; as name=URL|audience, which is for whom their tokens are',
      default: [],
    }),
  ),
  OIDC_SIGN_UP: list({
    about:
      'names of these issuers whose people get an account whatever SIGN_UP says, as where a game has accounts of its own: to trust such a one is to let in whomever it lets in',
    default: [],
  }),
  OIDC_PRIVATE: flag({
    about: 'whether what these issuers name may be at private addresses, and without TLS',
    default: false,
  }),

  OIDC_CLIENTS: listOf(
    'clients such as studio=parley-web|Studio account',
    (item) => readClient(item) !== undefined,
    list({
      about:
        'issuers of OIDC_ISSUERS with which people log in on the page, as name=client id, and |what the button calls it; they know PUBLIC_URL with a / at its end as where people come back to',
      default: [],
    }),
  ),
  OIDC_SECRETS: setting<readonly string[]>(
    'list, separated by commas',
    {
      about: 'the secrets of these clients, as name=secret; one without is a public client',
      default: [],
      secret: true,
    },
    (value) => {
      const items = value.split(',').map((item) => item.trim())
      if (items.every((item) => readSecret(item) !== undefined)) return items
      throw new Error('must hold secrets such as studio=secret, separated by commas')
    },
  ),
  OIDC_SCOPE: text({ about: 'what these issuers are asked for', default: 'openid profile' }),
  OIDC_GROUPS_CLAIM: text({ about: 'the claim of their id tokens that has the groups of somebody', default: 'groups' }),
  OIDC_ROLES: listOf(
    'roles of groups such as studio|admins=admin',
    (item) => readGroupRole(item) !== undefined,
    list({
      about:
        'which groups of an issuer give which role of the platform, as name|group=role: looked at with each log-in there, the highest counts, and it goes when the group does. What was given here stays',
      default: [],
    }),
  ),
  ...scimConfig,

  PASSWORD_WORDS: list({
    about:
      'words of which no password may be made that is chosen from now on, as the name of your organisation: alone or repeated, in any case, with nothing but digits and signs around them',
    default: [],
  }),
  FACTOR_ROLES: listOf(
    `roles of the platform (${staffRoles.join(', ')})`,
    (item) => staffRoles.some((role) => role === item),
    list({
      about:
        'roles of the platform that are in force only while whoever has one has a second factor: an app that shows codes, or a passkey. What the command line does needs none',
      default: [],
    }),
  ),

  SIGN_UP: oneOf(['open', 'invitation', 'approval', 'closed'], {
    about:
      'who may make an account: anybody, who has an invitation of those who run the platform, anybody whom these let in afterwards, or nobody',
    default: 'open',
  }),
  GUESTS: oneOf(['off', 'on'], {
    about:
      'whether one comes in as a guest, by a name alone, whatever SIGN_UP says: guests chat, and do not make spaces or invitations, upload files or fill in profiles. To become an account is to sign up',
    default: 'off',
  }),
  GUEST_DAYS: whole({
    about: 'days after which the account of a guest is closed that nobody has used meanwhile',
    default: 30,
    min: 1,
    max: 3_650,
  }),
  RATE_LOGIN: whole({
    about:
      'log-ins and sign-ups per second of one address (IPv6: /64), over all processes of auth; twice as many may come at once',
    default: 5,
    min: 1,
    max: 1_000_000,
  }),
  RATE_REFRESH: whole({
    about: 'the same of refreshes and log-outs: all who share an address refresh in time',
    default: 100,
    min: 1,
    max: 1_000_000,
  }),
  LOGIN_FAILURES_PER_ACCOUNT: whole({
    about:
      'failed log-ins of one username from one address in ATTEMPT_WINDOW_SECONDS; a device that has logged in before has as many of its own',
    default: 10,
    min: 1,
    max: 1_000_000,
  }),
  LOGIN_FAILURES_EVERYWHERE: whole({
    about:
      'failed log-ins of one username from all addresses together in four times ATTEMPT_WINDOW_SECONDS; devices that have logged in before are not held up by it',
    default: 100,
    min: 1,
    max: 1_000_000,
  }),
  LOGIN_FAILURES_PER_ADDRESS: whole({
    about: 'failed log-ins of one address (IPv6: /64) in ATTEMPT_WINDOW_SECONDS',
    default: 100,
    min: 1,
    max: 1_000_000,
  }),
  SIGN_UPS_PER_ADDRESS: whole({
    about: 'sign-ups of one address (IPv6: /64) in ATTEMPT_WINDOW_SECONDS',
    default: 50,
    min: 1,
    max: 1_000_000,
  }),
  NAME_CHANGES_PER_ACCOUNT: whole({
    about:
      'other display names and profiles that an account may take in ATTEMPT_WINDOW_SECONDS: everybody who shares a room with it is told',
    default: 20,
    min: 1,
    max: 1_000_000,
  }),
  MAILS_PER_ACCOUNT: whole({
    about: 'links for another address that one account, or one address, may be sent in ATTEMPT_WINDOW_SECONDS',
    default: 5,
    min: 1,
    max: 1_000_000,
  }),
  ATTEMPT_WINDOW_SECONDS: whole({ about: 'how long an attempt counts', default: 900, min: 1, max: days }),

  DELETION_GRACE_SECONDS: whole({
    about: 'how long an account that its owner closes may still be kept; 0 closes it at once',
    default: 7 * days,
    min: 0,
    max: 365 * days,
  }),
  DELETION_SERVICES: deletionServices,

  ...mailConfig,
  ...edgeConfig,
  COOKIE_SECURE: flag({
    about:
      'whether browsers send the refresh cookie over HTTPS (and to localhost) only, also where nothing tells that the page came over it',
    default: true,
  }),
  ALLOWED_ORIGINS: originsSetting(
    'origins besides its own whose pages may use /auth, which takes one of the same site; a * counts for gateways, and not where a cookie does',
  ),
  TRUSTED_PROXIES: networksSetting(
    'the gateways, whose X-Forwarded-For, -Host and -Proto are believed where there is no GATEWAY_KEY: addresses, networks, loopback, linklocal or uniquelocal',
  ),
  REQUEST_SECONDS: whole({
    about: 'a request under /auth or /scim that is not finished by then is dropped',
    default: 60,
    min: 1,
    max: 60,
  }),
  CLEANUP_SECONDS: whole({
    about: 'time between two removals of expired and ended sessions',
    default: 600,
    min: 1,
    max: days,
  }),
}
