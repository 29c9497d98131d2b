import { beginEpoch, type Environment, readConfig } from '@parley/service-kit'
import { migrateConfig } from './migrate.ts'
import { serviceNamed, services } from './services.ts'

/** `[<service> …]`, or all: after a backup was restored, and before anything is started. Every client starts afresh. */
export const newEpoch = async (args: readonly string[], env: Environment): Promise<undefined> => {
  const { POSTGRES_URL: adminUrl } = readConfig(migrateConfig, env)
  const restored = args.length > 0 ? args.map(serviceNamed) : services.map(({ service }) => service)
  const names = restored.map(({ name }) => name)
  for (const [name, epoch] of await beginEpoch(adminUrl, names)) console.log(`${name} begins epoch ${epoch}`)
  return undefined
}
