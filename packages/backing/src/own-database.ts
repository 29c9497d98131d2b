import pg from 'pg'

/** Whom a database lets in follows from who was given it, and not from everybody's rights: the cluster is ours alone. */
const closeOthers = 'revoke all on database postgres, template1 from public'

/** `url` is the administrator's, to the database that every cluster has. */
export async function ownDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect().catch(explain)
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`)
    await client.query(closeOthers)
  } finally {
    await client.end()
  }
}

const wrongPassword = '28P01'

const explain = (reason: { code?: string }): never => {
  if (reason.code !== wrongPassword) throw reason
  throw new Error('Postgres was made with another password than the one in the file "password" beside its data')
}
