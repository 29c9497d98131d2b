/** How Postgres is connected with: by TLS as libpq means it, and under a name by which it tells our processes apart. */
import type { ConnectionOptions } from 'node:tls'
import pg from 'pg'
import { ConfigFaults } from './config.ts'
import { addressOf, type PostgresAddress } from './postgres-url.ts'

/** One way of connecting: without TLS, or with these options. */
export type Way = false | ConnectionOptions

const givenTls = ({ ca, cert, key, passphrase }: PostgresAddress): ConnectionOptions => ({
  ...(ca === undefined ? {} : { ca }),
  ...(cert === undefined || key === undefined ? {} : { cert, key }),
  ...(passphrase === undefined ? {} : { passphrase }),
})

/** In the order in which they are tried. A socket on this machine needs no TLS. */
export const waysOf = (address: PostgresAddress): readonly Way[] => {
  if (address.host.startsWith('/')) return [false]
  const tls = givenTls(address)
  const unchecked = { ...tls, rejectUnauthorized: false }
  switch (address.sslmode) {
    case 'disable':
      return [false]
    case 'allow':
      return [false, unchecked]
    case 'prefer':
      return [unchecked, false]
    case 'require':
      return [unchecked]
    case 'verify-ca':
      return [{ ...tls, checkServerIdentity: () => undefined }]
    case 'verify-full':
      return [tls]
  }
}

/** The server wants it otherwise: TLS it has not, or a connection that its `pg_hba.conf` lets in only with TLS, or without. */
export const isOfTheWay = (reason: unknown): boolean => {
  const { code, message = '' } = reason as { code?: string; message?: string }
  return code === '28000' || /does not support SSL|establishing an SSL connection/.test(message) || code === 'EPROTO'
}

/** What the library takes, besides the way. */
export const clientConfig = (address: PostgresAddress, name?: string): pg.ClientConfig => {
  const { host, port, user, password, database, options, channelBinding } = address
  const application = [name, address.applicationName].filter((part) => part !== undefined).join(' ')
  return {
    host,
    port,
    ...(user ? { user } : {}),
    ...(password ? { password } : {}),
    ...(database ? { database } : {}),
    ...(options ? { options } : {}),
    ...(application ? { application_name: application } : {}),
    ...(channelBinding ? { enableChannelBinding: true } : {}),
  }
}

const authority =
  'name the certificate of its authority with sslrootcert=<file>, or write sslmode=require to encrypt without asking who it is'

/** What to write instead, where the URL is to be changed. */
const lessons: readonly (readonly [is: (reason: { code?: string; message: string }) => boolean, lesson: string])[] = [
  [
    ({ message }) => /does not support SSL/.test(message),
    'asks for TLS, which the server has not: turn it on there, or write sslmode=disable',
  ],
  [
    ({ code }) => code === 'ERR_TLS_CERT_ALTNAME_INVALID',
    'has a host that is not in the certificate of the server: write the name that is, or sslmode=verify-ca',
  ],
  [
    ({ code = '' }) => /CERT|UNABLE_TO/.test(code),
    `leads to a server whose certificate is not to be trusted: ${authority}`,
  ],
  [
    ({ message }) => /statement pooling/.test(message),
    'leads to a pooler that pools statements, and transactions are more than one: let it pool sessions or transactions',
  ],
  [
    ({ message }) => /unsupported startup parameter/.test(message),
    'leads to a pooler that does not take this parameter: name it in its ignore_startup_parameters, or take it out of the URL',
  ],
]

/** The same error, or one line that says what to write. */
export const explained = (reason: unknown, setting = 'POSTGRES_URL'): unknown => {
  const { code, message = '' } = reason as { code?: string; message?: string }
  const found = lessons.find(([is]) => is({ ...(code ? { code } : {}), message }))
  return found ? new ConfigFaults([`${setting} ${found[1]} (${message})`]) : reason
}

const connectIn = async (config: pg.ClientConfig, ssl: Way): Promise<pg.Client> => {
  const client = new pg.Client({ ...config, ssl })
  // What breaks later is heard by whoever waits for a statement.
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (reason) {
    await client.end()
    throw reason
  }
}

/** A connection by itself, for a task. Throws what the way that got furthest came to. */
export const openClient = async (url: string, name?: string): Promise<pg.Client> => {
  const address = addressOf(url)
  const config = { connectionTimeoutMillis: 10_000, ...clientConfig(address, name) }
  const [first = false, second] = waysOf(address)
  try {
    return await connectIn(config, first)
  } catch (reason) {
    if (second === undefined || !isOfTheWay(reason)) throw explained(reason)
    return await connectIn(config, second).catch((other) => {
      throw explained(isOfTheWay(other) ? reason : other)
    })
  }
}
