import { beginEpoch, type Environment, readConfig } from '@parley/service-kit'
import { migrateConfig } from './migrate.ts'
import { services } from './services.ts'

/** After a backup was restored, and before anything is started: every client starts afresh. */
export const newEpoch = async (env: Environment): Promise<undefined> => {
  const { POSTGRES_URL: adminUrl } = readConfig(migrateConfig, env)
  const names = services.map(({ service }) => service.name)
  for (const [name, epoch] of await beginEpoch(adminUrl, names)) console.log(`${name} begins epoch ${epoch}`)
  return undefined
}
