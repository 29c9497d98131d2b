/**
 * How a device proves that it has logged in before: by a token that names an account and a session of it, under a key
 * that only auth has. It is no credential. Whoever shows it tries passwords within an allowance of its own, however
 * many others have failed. Nothing is stored of it, so nobody can push out the devices of others, and it is good for
 * as long as the key is there.
 *
 *   base64url of: account (16 bytes), session (16), HMAC-SHA256 of both (the first 16)
 *
 * A browser in which several people log in keeps a few of them, with dots between.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { ensureSecret, type Queryable } from '@parley/service-kit'

export interface Devices {
  tokenOf(user: string, session: string): string
  /** The tokens of a device after a log-in: the new one, and of those it had such as are of other people. */
  keep(had: string | undefined, token: string): string
  /** The session in which this device has logged in to this account before. */
  sessionOf(tokens: string | undefined, user: string | undefined): string | undefined
  /** Stands for a name in the log: nobody finds out which without the key. */
  nameTag(typed: string): string
}

const idBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')

const idOf = (bytes: Buffer): string => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')

const macBytes = 16
const tokenLength = ((32 + macBytes) * 4) / 3
/** People who log in on one browser, whose tokens fit a cookie. */
const mostTokens = 5

interface Proof {
  readonly token: string
  readonly user: string
  readonly session: string
}

export const makeDevices = (key: Buffer): Devices => {
  const macOf = (text: string | Buffer) => createHmac('sha256', key).update(text).digest()

  const tokenOf = (user: string, session: string) => {
    const ids = Buffer.concat([idBytes(user), idBytes(session)])
    return Buffer.concat([ids, macOf(ids).subarray(0, macBytes)]).toString('base64url')
  }

  const read = (token: string): Proof | undefined => {
    if (token.length !== tokenLength) return undefined
    const bytes = Buffer.from(token, 'base64url')
    if (bytes.length !== 32 + macBytes) return undefined
    if (!timingSafeEqual(bytes.subarray(32), macOf(bytes.subarray(0, 32)).subarray(0, macBytes))) return undefined
    return { token, user: idOf(bytes.subarray(0, 16)), session: idOf(bytes.subarray(16, 32)) }
  }

  const readAll = (tokens = ''): Proof[] =>
    tokens
      .split('.')
      .slice(0, mostTokens)
      .flatMap((token) => read(token) ?? [])

  return {
    tokenOf,
    keep: (had, token) => {
      const user = read(token)?.user
      const others = readAll(had).filter((proof) => proof.user !== user)
      return [token, ...others.map((proof) => proof.token)].slice(0, mostTokens).join('.')
    },
    sessionOf: (tokens, user) => readAll(tokens).find((proof) => proof.user === user)?.session,
    nameTag: (typed) => macOf(`name ${typed}`).toString('hex').slice(0, 12),
  }
}

export const openDevices = async (db: Queryable): Promise<Devices> =>
  makeDevices(await ensureSecret(db, 'devices', randomBytes(32)))
