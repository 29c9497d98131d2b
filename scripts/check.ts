import { spawnSync } from 'node:child_process'
import { readOptions } from '@parley/platform/options'
import { commands, events, gatewaySignals, signals } from '@parley/protocol'
import { clockFaults, idleReasons } from './check/clocks.ts'
import { directionFaults } from './check/directions.ts'
import { namesSpelled } from './check/gateway-names.ts'
import { importFault } from './check/import-rules.ts'
import { mixedTexts } from './check/names-apart.ts'
import { questionFaults } from './check/questions.ts'
import { routeFaults } from './check/routes.ts'
import { importsOf, readSources, readStyles, type Source } from './check/source.ts'
import { textFaults } from './check/texts.ts'
import { root } from './repository.ts'

const usage = `
npm run check [-- --fix]

Checks the form and the types of all sources, and who imports whom.

  --fix   mends what a tool can mend by itself, as npm run format does
`

/** Form, types and the rules of who may know whom. With `--fix`, what a tool can mend by itself is mended. */
const { values } = readOptions({ usage, options: { fix: { type: 'boolean', default: false } } })
const { fix } = values
const sources = await readSources()
const styles = await readStyles()
const checks: Record<string, () => boolean> = {
  'form (biome)': () => tool('biome', 'check', '--error-on-warnings', ...(fix ? ['--write'] : [])),
  'types (tsc)': () => tool('tsc', '--noEmit'),
  'who imports whom': () => none(sources.flatMap(importFaults)),
  'who looks at the time of day': () => none([...sources.flatMap(dayFaults), ...idleReasons(sources)]),
  'what is answered over HTTP': () => none(sources.flatMap(routesBeside)),
  'who asks whom': () => none(sources.flatMap(beside)),
  'what people wrote stands apart': () => none(sources.flatMap(mixed)),
  'what the page says is in its catalogues': () => none(sources.flatMap(uncatalogued)),
  'what turns round with a language': () => none(styles.flatMap(onOneSide)),
  'names the gateway must not know': () => none(sources.filter(isGateway).flatMap(nameFaults)),
}

const failed = Object.entries(checks).filter(([name, check]) => {
  const begun = performance.now()
  const passed = check()
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - begun) / 1000).toFixed(1)} s)`)
  return !passed
})
process.exitCode = failed.length === 0 ? 0 : 1

function tool(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0
}

function none(faults: string[]): boolean {
  for (const fault of faults) console.error(fault)
  return faults.length === 0
}

function importFaults(source: Source): string[] {
  return importsOf(source)
    .map((specifier) => importFault(source.path, specifier))
    .filter((fault) => fault !== undefined)
    .map((fault) => `${source.path}: ${fault}`)
}

function dayFaults(source: Source): string[] {
  return clockFaults(source).map((fault) => `${source.path}: ${fault}`)
}

function beside(source: Source): string[] {
  return questionFaults(source).map((fault) => `${source.path}: ${fault}`)
}

function routesBeside(source: Source): string[] {
  const how = 'a route that nothing names: let `Routes` of the service kit add it'
  return routeFaults(source).map((line) => `${source.path}:${line}: ${how}`)
}

function mixed(source: Source): string[] {
  const how = 'a text of somebody stands in a line with other text: put it into <bdi>, or in a string into apart()'
  return mixedTexts(source).map((line) => `${source.path}:${line}: ${how}`)
}

function uncatalogued(source: Source): string[] {
  return textFaults(source).map((fault) => `${source.path}:${fault}`)
}

function onOneSide({ path, text }: Pick<Source, 'path' | 'text'>): string[] {
  return directionFaults(text).map((fault) => `${path}:${fault}`)
}

function nameFaults(source: Source): string[] {
  const others = Object.entries(commands).filter(([, { owner }]) => owner !== 'gateway')
  const signalsOfOthers = Object.keys(signals).filter((name) => !Object.hasOwn(gatewaySignals, name))
  const names = new Set([...others.map(([name]) => name), ...Object.keys(events), ...signalsOfOthers])
  return namesSpelled(source, names).map((name) => `${source.path}: the gateway names ${name}, which is another's`)
}

function isGateway({ path }: Source): boolean {
  return path.startsWith('gateway/src/')
}
