import { ConfigFaults, type Environment, postgresUrl as postgres, provision, readConfig } from '@parley/service-kit'
import { messageOf, passesByItself, tryAgain } from './passing-fault.ts'
import { prepareDatabase } from './platform.ts'
import { serviceNamed } from './services.ts'

export const migrateConfig = {
  POSTGRES_URL: postgres({
    about: 'the database to migrate, with a role that may create schemas and roles, or that owns the database',
  }),
  SERVICE_URL: postgres({
    about:
      "where one service is named, that service's own POSTGRES_URL: its user is made, or given its password; without it both follow from this POSTGRES_URL",
    default: '',
  }),
}

const migrateAll = (postgresUrl: string, serviceUrl: string): Promise<string[]> => {
  if (!serviceUrl) return prepareDatabase({ postgresUrl }, console.log)
  throw new ConfigFaults(['SERVICE_URL is that of one service: name it, as in: parley migrate chat'])
}

const apply = async (name: string | undefined, postgresUrl: string, serviceUrl: string): Promise<void> => {
  const applied =
    name === undefined
      ? await migrateAll(postgresUrl, serviceUrl)
      : await provision(postgresUrl, serviceNamed(name), serviceUrl || undefined, console.log)
  console.log(applied.length > 0 ? `applied: ${applied.join(', ')}` : 'nothing to apply')
}

/**
 * `[<service>]`: schema, migrations and role of one service, or of all. Safe to repeat, several at a time, and while the
 * release before runs. Ends with 75 where it may be over by itself, as while Postgres starts, so that an orchestrator knows
 * whether to try again.
 */
export const migrate = async ([name, ...more]: readonly string[], env: Environment): Promise<number | undefined> => {
  if (more.length > 0) throw new ConfigFaults(['migrate takes one service, or none for all'])
  const { POSTGRES_URL: postgresUrl, SERVICE_URL: serviceUrl } = readConfig(migrateConfig, env)
  try {
    await apply(name, postgresUrl, serviceUrl)
    return undefined
  } catch (reason) {
    if (!passesByItself(reason as Error)) throw reason
    console.error(`${messageOf(reason as Error)} (this may pass: try again)`)
    return tryAgain
  }
}
