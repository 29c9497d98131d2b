/** `docs/configuration.md`: every setting of every process, from the tables that read them. */
import { readFile } from 'node:fs/promises'
import { migrateConfig, processes } from '@parley/platform'
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

const intros = {
  process: 'Besides those of every process; where a variable stands there too, this is what counts:',
  service: 'Besides those of every service:',
}

/** The settings of one process, and what else is to be said of them, from `configuration/processes/<name>.md`. */
const section = async (name: string, config: ConfigTable): Promise<string> => {
  const kind = 'POSTGRES_URL' in config ? 'service' : 'process'
  const own = besides(config, kind === 'service' ? serviceConfig : processConfig)
  const title = `## ${name.slice(0, 1).toUpperCase()}${name.slice(1)}`
  const note = await readFile(new URL(`./configuration/processes/${name}.md`, import.meta.url), 'utf8').catch(() => '')
  return [title, intros[kind], settings(own), note.trim()].filter((part) => part !== '').join('\n\n')
}

export const configurationPage = async (): Promise<string> => {
  const prose = await readFragments(new URL('./configuration/', import.meta.url))
  const sections = await Promise.all([...processes].map(([name, config]) => section(name, config)))
  const parts = {
    process: settings(processConfig),
    service: settings(besides(serviceConfig, processConfig)),
    processes: sections.join('\n\n'),
    migrate: settings(migrateConfig),
  }
  return generated(fill(prose, parts))
}
