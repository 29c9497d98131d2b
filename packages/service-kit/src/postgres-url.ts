/** What a POSTGRES_URL says. Nothing else counts: no file, and of the environment PGPASSWORD alone, for who migrates. */
import { readFileSync } from 'node:fs'
import { ConfigFaults, type Setting, setting } from './config.ts'
import { decoded, isMisread, misread } from './server-address.ts'

/** Who a service is to Postgres. */
export interface Credentials {
  readonly user: string
  readonly password: string
}

export const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
export type SslMode = (typeof sslModes)[number]

export interface PostgresAddress extends Partial<Credentials> {
  /** A path for a socket on this machine. */
  readonly host: string
  readonly port: number
  readonly database?: string
  readonly applicationName?: string
  /** Settings of the session, as in `-c work_mem=8MB`. */
  readonly options?: string
  readonly sslmode: SslMode
  readonly channelBinding: boolean
  /** PEM. */
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly passphrase?: string
}

/** Completes "POSTGRES_URL …". */
const refuse = (words: string): never => {
  throw new Error(words)
}

const schemes = ['postgres:', 'postgresql:']

/** What the library took in this place before, and what other libraries write there. */
const modeByFlag: Readonly<Record<string, SslMode>> = {
  true: 'require',
  '1': 'require',
  require: 'require',
  'no-verify': 'require',
  false: 'disable',
  '0': 'disable',
}

/** Known to libpq or to other libraries, and without a meaning here. */
const ignored = [
  'client_encoding',
  'connect_timeout',
  'fallback_application_name',
  'gssencmode',
  'keepalives',
  'keepalives_count',
  'keepalives_idle',
  'keepalives_interval',
  'pgbouncer',
  'sslcompression',
  'sslsni',
  'target_session_attrs',
  'tcp_user_timeout',
  'uselibpqcompat',
]

const taken = [
  'application_name',
  'channel_binding',
  'dbname',
  'host',
  'options',
  'password',
  'port',
  'ssl',
  'sslcert',
  'sslkey',
  'sslmode',
  'sslpassword',
  'sslrootcert',
  'user',
]

const modeOf = (parameters: ReadonlyMap<string, string>): SslMode => {
  const [mode, flag] = [parameters.get('sslmode'), parameters.get('ssl')]
  if (mode === undefined && flag === undefined) return 'prefer'
  const meant = mode === undefined || mode === 'no-verify' ? modeByFlag[mode ?? flag ?? ''] : mode
  const found = sslModes.find((known) => known === meant)
  return found ?? refuse(`has an sslmode that is none of ${sslModes.join(', ')}`)
}

/** A root certificate makes `require` check the chain, and those of the system make every mode check the name: so in libpq. */
const strictest = (asked: SslMode, parameters: ReadonlyMap<string, string>): SslMode => {
  const root = parameters.get('sslrootcert')
  if (!root || asked === 'disable') return asked
  if (root === 'system') return 'verify-full'
  return asked === 'require' ? 'verify-ca' : asked
}

const fileOf = (parameters: ReadonlyMap<string, string>, name: string): string | undefined => {
  const path = parameters.get(name)
  if (!path || path === 'system') return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch (reason) {
    return refuse(`names a file by ${name} that cannot be read (${(reason as { code?: string }).code})`)
  }
}

type Tls = Pick<PostgresAddress, 'sslmode' | 'channelBinding' | 'ca' | 'cert' | 'key' | 'passphrase'>

const tlsOf = (parameters: ReadonlyMap<string, string>): Tls => {
  const sslmode = strictest(modeOf(parameters), parameters)
  const [ca, cert, key] = ['sslrootcert', 'sslcert', 'sslkey'].map((name) => fileOf(parameters, name))
  const passphrase = parameters.get('sslpassword')
  if (sslmode === 'verify-ca' && ca === undefined)
    refuse('asks for sslmode=verify-ca without sslrootcert=<file>: name it, or write sslmode=verify-full')
  if ((cert === undefined) !== (key === undefined)) refuse('needs sslcert and sslkey together')
  return {
    sslmode,
    channelBinding: ['prefer', 'require'].includes(parameters.get('channel_binding') ?? ''),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    ...(passphrase === undefined ? {} : { passphrase }),
  }
}

/** The last one of a name counts, as for libpq; a misspelled one would leave the connection open to be read. */
const parametersOf = ({ searchParams }: URL): ReadonlyMap<string, string> => {
  for (const name of searchParams.keys())
    if (![...taken, ...ignored].includes(name))
      refuse(`has a parameter that nobody knows here: none of ${taken.join(', ')}`)
  return new Map(searchParams)
}

/** Who names a socket in the query leaves the host empty behind the user, which URLs know nothing of. */
const withHost = (text: string): string => text.replace(/^([^/?#]*:\/\/[^/?#]*@)(?=$|[/?])/, '$1localhost')

const severalHosts = /^[^/?#,:]+(:\d+)?,[^@]*$/

const parsed = (text: string): URL => {
  const behindUser = text.replace(/^[^:]+:\/\//, '').replace(/^[^/?#]*@/, '')
  if (severalHosts.test(behindUser))
    return refuse('names several hosts: give one address that leads to the server that takes writes')
  if (isMisread(withHost(text))) return refuse(misread)
  const url = URL.canParse(withHost(text)) ? new URL(withHost(text)) : undefined
  if (url && schemes.includes(url.protocol)) return url
  return refuse('must be a URL that begins with postgres:// or postgresql://')
}

const bracketless = (host: string) => decoded(host).replace(/^\[(.+)\]$/, '$1')

const portOf = (text: string): number => {
  const port = text === '' ? 5432 : Number(text)
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : refuse('has a port that is none')
}

const given = <Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> =>
  value ? ({ [name]: value } as Record<Name, string>) : {}

/** Throws an Error that completes "POSTGRES_URL …" and quotes none of it. */
export const readPostgresUrl = (text: string): PostgresAddress => {
  const url = parsed(text)
  const parameters = parametersOf(url)
  const database = parameters.get('dbname') || decoded(url.pathname.slice(1))
  return {
    host: parameters.get('host') || bracketless(url.hostname) || 'localhost',
    port: portOf(parameters.get('port') || url.port),
    ...given('user', parameters.get('user') || decoded(url.username)),
    ...given('password', parameters.get('password') || decoded(url.password)),
    ...given('database', database),
    ...given('applicationName', parameters.get('application_name')),
    ...given('options', parameters.get('options')),
    ...tlsOf(parameters),
  }
}

/** A setting whose value stays the text, and is a URL that can be connected with. */
export const postgresUrl = (options: { about: string; default?: string }): Setting<string> =>
  setting('URL, postgres:// or postgresql://', { ...options, secret: true }, (text) => {
    readPostgresUrl(text)
    return text
  })

/** The same of a URL that no setting has checked: throws the line by itself. */
export const addressOf = (text: string): PostgresAddress => {
  try {
    return readPostgresUrl(text)
  } catch (reason) {
    throw new ConfigFaults([`POSTGRES_URL ${(reason as Error).message}`])
  }
}

/** Whom the URL names, either part empty where it does not. */
export const namedIn = (url: string): Credentials => {
  const { user = '', password = '' } = addressOf(url)
  return { user, password }
}

/** The same address, for this user. */
export const withUser = (text: string, { user, password }: Credentials): string => {
  const url = new URL(withHost(text))
  for (const name of ['user', 'password']) url.searchParams.delete(name)
  return Object.assign(url, { username: encodeURIComponent(user), password: encodeURIComponent(password) }).href
}
