import { beginEpoch, type Environment, readConfig } from '@parley/service-kit'
import { migrateConfig } from './migrate.ts'
import { serviceNamed, services } from './services.ts'

/** `[<service> …]`, or all: after a backup was restored, and before anything is started. Every client starts afresh. */
export const newEpoch = async (args: readonly string[], env: Environment): Promise<undefined> => {
  const { POSTGRES_URL: adminUrl } = readConfig(migrateConfig, env)
  const restored = args.length > 0 ? args.map(serviceNamed) : services.map(({ service }) => service)
  const names = restored.map(({ name }) => name)
  const epochs = await beginEpoch(adminUrl, names)
  for (const name of names) {
    const epoch = epochs.get(name)
    console.log(epoch === undefined ? `${name} is not there yet: nothing begins` : `${name} begins epoch ${epoch}`)
  }
  return undefined
}
