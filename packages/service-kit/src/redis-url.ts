/**
 * Where Redis is: one server, the Sentinels that know which one is the primary, or some nodes of a Cluster.
 *
 *   redis://user:password@host:6379/0
 *   redis+sentinel://user:password@host:26379,host:26379/name-of-the-primary/0
 *   redis+cluster://user:password@host:6379,host:6379
 *
 * `rediss` in the place of `redis` is the same over TLS. Sentinels that want a password of their own are told it behind a
 * question mark: `?sentinel_user=…&sentinel_password=…`.
 */
import { type Setting, setting } from './config.ts'

export interface RedisNode {
  readonly host: string
  readonly port: number
}

export interface RedisAddress {
  readonly kind: 'server' | 'sentinel' | 'cluster'
  readonly nodes: readonly [RedisNode, ...RedisNode[]]
  readonly tls: boolean
  readonly user: string
  readonly password: string
  readonly db: number
  /** Of the primary, as the Sentinels call it. */
  readonly name: string
  readonly sentinelUser: string
  readonly sentinelPassword: string
}

const form = /^redis(s?)(?:\+(sentinel|cluster))?:\/\/(?:(.*)@)?([^@/?#]*)(\/[^?#]*)?(?:\?([^#]*))?$/
const nodeForm = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/

const refuse = (reason: string): never => {
  throw new Error(reason)
}

/** A part of a URL; what is no escape in it stands for itself. */
const plain = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const nodeOf = (text: string, defaultPort: number): RedisNode => {
  const [, v6, name, port] = nodeForm.exec(text.trim()) ?? refuse('must name hosts as host:port, separated by commas')
  const number = Number(port ?? defaultPort)
  if (number < 1 || number > 65_535) refuse('must name ports from 1 to 65535')
  return { host: v6 ?? name ?? '', port: number }
}

const credentialsOf = (text = ''): [user: string, password: string] => {
  const colon = text.indexOf(':')
  return colon < 0 ? [plain(text), ''] : [plain(text.slice(0, colon)), plain(text.slice(colon + 1))]
}

const pathOf = (kind: RedisAddress['kind'], path = ''): { name: string; db: number } => {
  const parts = path.split('/').filter(Boolean).map(plain)
  const name =
    kind === 'sentinel' ? (parts.shift() ?? refuse('must end with the name of the primary, as in …/mymaster')) : ''
  const [db = '0', ...more] = parts
  if (!/^\d{1,5}$/.test(db) || more.length > 0) refuse('must end with the number of a database, or without one')
  if (kind === 'cluster' && db !== '0') refuse('must name no database: a Cluster has only number 0')
  return { name, db: Number(db) }
}

/** Throws an Error that completes the sentence "REDIS_URL …". */
export const readRedisUrl = (text: string): RedisAddress => {
  const [, tls, own, credentials, hosts = '', path, query] =
    form.exec(text) ??
    refuse('must be a URL that begins with redis://, redis+sentinel:// or redis+cluster://, or rediss for TLS')
  const items = hosts.split(',').filter((item) => item.trim() !== '')
  const kind = (own ?? 'server') as RedisAddress['kind']
  if (kind === 'server' && items.length > 1)
    refuse('names several hosts: begin it with redis+sentinel:// or redis+cluster://')
  const [first = 'localhost', ...others] = items
  if (kind !== 'server' && items.length === 0) refuse('must name at least one host')
  const port = kind === 'sentinel' ? 26_379 : 6_379
  const asked = new URLSearchParams(query)
  const [user, password] = credentialsOf(credentials)
  return {
    kind,
    nodes: [nodeOf(first, port), ...others.map((other) => nodeOf(other, port))],
    tls: tls === 's',
    user,
    password,
    ...pathOf(kind, path),
    sentinelUser: asked.get('sentinel_user') ?? '',
    sentinelPassword: asked.get('sentinel_password') ?? '',
  }
}

/** As the reference page tells them. */
const forms =
  'URL: redis://host:6379, redis+sentinel://host:26379,host:26379/name-of-primary or redis+cluster://host:6379,host:6379; rediss for TLS'

export const redisUrl = (about: string): Setting<RedisAddress> => setting(forms, { about, secret: true }, readRedisUrl)
