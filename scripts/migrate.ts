import { prepareDatabase } from './start/platform.ts'

/**
 * Brings the database to this release: schemas, migrations, roles. Safe to repeat, and while the release before runs.
 * `POSTGRES_URL` is that of a role that may create schemas and roles.
 */
const postgresUrl = process.env.POSTGRES_URL
if (!postgresUrl) {
  console.error('POSTGRES_URL is missing: the database to migrate, with a role that may create schemas and roles')
  process.exit(1)
}
const done = await prepareDatabase({ postgresUrl })
console.log(done.length > 0 ? `applied: ${done.join(', ')}` : 'nothing to apply')
