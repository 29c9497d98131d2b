import { readFile } from 'node:fs/promises'
import { parseArgs, parseEnv } from 'node:util'
import { ConfigFaults, type ConfigTable, type Environment, fileVariable, readConfig } from '@parley/service-kit'
import { processes } from './processes.ts'

const tablesOf = ([check, ...names]: readonly string[]): ReadonlyMap<string, ConfigTable> => {
  if (check !== 'check') throw new ConfigFaults(['config can be asked to check, as in: parley config check gateway'])
  if (names.length === 0) return processes
  const unknown = names.filter((name) => !processes.has(name))
  if (unknown.length === 0) return new Map([...processes].filter(([name]) => names.includes(name)))
  throw new ConfigFaults(
    unknown.map((name) => `"${name}" is none of the processes ${[...processes.keys()].join(', ')}`),
  )
}

const faultsOf = (table: ConfigTable, env: Environment): readonly string[] => {
  try {
    readConfig(table, env)
    return []
  } catch (reason) {
    if (reason instanceof ConfigFaults) return reason.faults
    throw reason
  }
}

const isSettingOf = (table: ConfigTable, name: string): boolean =>
  name in table || Object.entries(table).some(([own, { secret }]) => secret && name === fileVariable(own))

/** A misspelled name leaves the default in force without a word. The environment has many that are not for us; a file has none. */
const strangers = (tables: ReadonlyMap<string, ConfigTable>, env: Environment): string[] =>
  Object.keys(env)
    .filter((name) => ![...tables.values()].some((table) => isSettingOf(table, name)))
    .map((name) => `${name} is a setting of none of: ${[...tables.keys()].join(', ')}`)

/**
 * `check [<process> …] [--file <path>]`: prints every fault of the settings of all processes, or of those named, and ends with 1
 * where there is one. A file holds lines of NAME=value.
 */
export const checkConfig = async (args: readonly string[], env: Environment): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { file: { type: 'string' } },
    allowPositionals: true,
  })
  const tables = tablesOf(positionals)
  const settings = values.file === undefined ? env : parseEnv(await readFile(values.file, 'utf8'))
  const reports = [...tables].map(([name, table]) => ({ name, faults: faultsOf(table, settings) }))
  if (values.file !== undefined) reports.push({ name: values.file, faults: strangers(tables, settings) })
  for (const { name, faults } of reports) {
    console.log(`${faults.length === 0 ? 'ok    ' : 'FAILED'} ${name}`)
    for (const fault of faults) console.log(`       ${fault}`)
  }
  return reports.some(({ faults }) => faults.length > 0) ? 1 : 0
}
