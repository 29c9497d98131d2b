/** `docs/configuration.md`: every setting of every process, from the tables that read them. */
import { authConfig } from '@parley/auth'
import { chatConfig } from '@parley/chat'
import { gatewayConfig } from '@parley/gateway'
import { type ConfigTable, processConfig, serviceConfig } from '@parley/service-kit'
import { code, table } from './markdown.ts'
import { fill, generated, readFragments } from './template.ts'

const defaultOf = (value: unknown): string => {
  if (value === undefined) return 'none: it must be set'
  if (value === null) return 'none'
  if (Array.isArray(value) ? value.length === 0 : value === '') return 'empty'
  return code(String(value))
}

const settings = (config: ConfigTable) =>
  table(
    ['Variable', 'Type', 'Default', 'What it is'],
    Object.entries(config).map(([name, { type, default: value, secret, about }]) => [
      code(name),
      type,
      defaultOf(value),
      secret ? `${about}. Secret: it is never logged` : about,
    ]),
  )

/** What a table adds to, or says otherwise than, those below it. */
const besides = (config: ConfigTable, base: ConfigTable): ConfigTable =>
  Object.fromEntries(Object.entries(config).filter(([name, entry]) => base[name] !== entry))

export const configurationPage = async (): Promise<string> => {
  const prose = await readFragments(new URL('./configuration/', import.meta.url))
  const parts = {
    process: settings(processConfig),
    service: settings(besides(serviceConfig, processConfig)),
    gateway: settings(besides(gatewayConfig, processConfig)),
    auth: settings(authConfig),
    chat: settings(chatConfig),
  }
  return generated(fill(prose, parts))
}
