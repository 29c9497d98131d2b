import { type Environment, readConfig, url } from '@parley/service-kit'
import { prepareDatabase } from './platform.ts'

export const migrateConfig = {
  POSTGRES_URL: url(['postgres', 'postgresql'], {
    about: 'the database to migrate, with a role that may create schemas and roles',
    secret: true,
  }),
}

/** Schemas, migrations and roles of this release. Safe to repeat, and while the release before runs. */
export const migrate = async (env: Environment): Promise<undefined> => {
  const { POSTGRES_URL: postgresUrl } = readConfig(migrateConfig, env)
  const applied = await prepareDatabase({ postgresUrl })
  console.log(applied.length > 0 ? `applied: ${applied.join(', ')}` : 'nothing to apply')
  return undefined
}
