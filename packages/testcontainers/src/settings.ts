import { processes } from '@parley/platform'

/** By the names of `docs/configuration.md`. */
export type Settings = Readonly<Record<string, string>>

/** Where the platform finds its servers and where it listens is settled by how it is started. */
const ours = new Set(['POSTGRES_URL', 'NATS_URL', 'REDIS_URL', 'HOST', 'HTTP_PORT', 'HTTP_ROUTES', 'WEB_ROOT'])

/** Throws with every fault: of a misspelled name nobody would hear, as the default stays in force. */
export function checkSettings(settings: Settings): void {
  const faults = Object.entries(settings).flatMap(([name, value]) => faultsOf(name, value))
  if (faults.length > 0) throw new Error(`Cannot start Parley: ${faults.join('; ')}.`)
}

function faultsOf(name: string, value: string): string[] {
  if (ours.has(name)) return [`${name} cannot be set, as ParleyContainer sees to that itself`]
  const entries = [...processes.values()].map((table) => table[name]).filter((entry) => entry !== undefined)
  if (entries.length === 0) return [`${name} is no setting of Parley (docs/configuration.md has them)`]
  const faults = entries.map((entry) => faultOf(() => entry.parse(value))).filter((fault) => fault !== undefined)
  return [...new Set(faults)].map((fault) => `${name} ${fault}`)
}

function faultOf(parse: () => unknown): string | undefined {
  try {
    parse()
    return undefined
  } catch (reason) {
    return (reason as Error).message
  }
}
