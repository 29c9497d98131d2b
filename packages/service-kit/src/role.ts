/** The role with which a service connects to Postgres: made, or brought to the password that the service has. */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import pg from 'pg'
import { openClient } from './postgres-connect.ts'
import { type Credentials, namedIn } from './postgres-url.ts'

/** Throws an Error that says what the URL lacks; it quotes none of it. */
export const credentialsOf = (url: string): Credentials => {
  const named = namedIn(url)
  if (named.user && named.password) return named
  throw new Error('SERVICE_URL must have a user and a password, as in postgres://chat:password@host/database')
}

const iterations = 4_096

/**
 * What Postgres keeps of a password, SCRAM-SHA-256 as in RFC 5803. It is made here because Postgres writes a statement that
 * fails into its log, password and all. Beyond ASCII the two sides would have to agree on how characters are composed.
 */
export const verifierOf = (password: string): string => {
  if (!/^[\x20-\x7e]+$/.test(password)) throw new Error('the password in SERVICE_URL must be of printable ASCII')
  const salt = randomBytes(16)
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
  const keyOf = (name: string) => createHmac('sha256', salted).update(name).digest()
  const stored = createHash('sha256').update(keyOf('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${keyOf('Server Key').toString('base64')}`
}

const exists = async (client: pg.Client, user: string): Promise<boolean> =>
  (await client.query('select 1 from pg_roles where rolname = $1', [user])).rowCount === 1

/** Roles belong to the whole server and locks to one database, so two preparations may meet here: try again. */
const setRole = async (client: pg.Client, { user, password }: Credentials, triesLeft = 5): Promise<void> => {
  try {
    const verb = (await exists(client, user)) ? 'alter' : 'create'
    const secret = pg.escapeLiteral(verifierOf(password))
    await client.query(`${verb} role ${pg.escapeIdentifier(user)} login password ${secret}`)
  } catch (reason) {
    const met = /already exists|duplicate key|concurrently updated/.test((reason as Error).message)
    if (!met || triesLeft <= 1) throw reason
    await setRole(client, { user, password }, triesLeft - 1)
  }
}

export const insufficientPrivilege = '42501'
const wrongPassword = '28P01'

const tryPassword = async (url: string, user: string): Promise<void> => {
  try {
    await (await openClient(url)).end()
  } catch (reason) {
    const { code } = reason as { code?: string }
    // Postgres asks for the password first: the right one, of somebody who is let into the database only after this.
    if (code === insufficientPrivilege) return
    if (code !== wrongPassword) throw reason
    throw new Error(
      `the role "${user}" has another password than SERVICE_URL, and the role of POSTGRES_URL may not change it`,
    )
  }
}

/**
 * Makes the role of this URL, or sets its password. Where the client may not, a role that somebody else has made will do
 * as it is, if the URL opens it.
 */
export const ensureRole = async (client: pg.Client, url: string): Promise<void> => {
  const credentials = credentialsOf(url)
  try {
    await setRole(client, credentials)
  } catch (reason) {
    if ((reason as { code?: string }).code !== insufficientPrivilege) throw reason
    if (await exists(client, credentials.user)) return await tryPassword(url, credentials.user)
    throw new Error(
      `the role "${credentials.user}" is not there, and the role of POSTGRES_URL may not create it: ` +
        'create it, or give SERVICE_URL the user of POSTGRES_URL',
    )
  }
}
