import { beginEpoch, type Environment, readConfig } from '@parley/service-kit'
import { migrateConfig } from './migrate.ts'
import { services } from './services.ts'

/** After a backup was restored, and before anything is started: every client starts afresh. */
export const newEpoch = async (env: Environment): Promise<undefined> => {
  const { POSTGRES_URL: adminUrl } = readConfig(migrateConfig, env)
  for (const { service } of services)
    console.log(`${service.name} begins epoch ${await beginEpoch(adminUrl, service.name)}`)
  return undefined
}
