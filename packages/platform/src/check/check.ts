/** `parley check [<service> …] [--repair]`: what the tables of each service disagree on, by the checks that it offers. */
import type { Owner } from '@parley/protocol'
import {
  type AnyService,
  type Checks,
  type Environment,
  openToLook,
  openToMend,
  readTold,
  streamChecks,
  type ToldOf,
} from '@parley/service-kit'
import { openDatabase, withFolder } from '../backup/database.ts'
import { readOptions } from '../options.ts'
import { serviceNamed, services } from '../services.ts'
import { type Looked, lookAt, mendAll } from './look.ts'

const usage = `parley check [<service> …] [--repair], or npm run parley -- check [<service> …] [--repair]

Tells what the tables of the services disagree on, of all or of those named, while everything runs: a line for each kind.
--repair mends it and looks again. Ends with 0 where nothing is left, and with 1 where something is.`

const shown = 5

const lines = (service: string, { name, about, count, first, mended }: Looked): string[] => [
  `${`${service}/${name}`.padEnd(24)}${String(count).padStart(8)}  ${about}${mended === undefined ? '' : `; mended ${mended}`}`,
  ...first.map((what) => `${' '.repeat(34)}${what}`),
  ...(count > first.length && first.length > 0 ? [`${' '.repeat(34)}and ${count - first.length} more`] : []),
]

const print = (service: string, looked: Looked): void => {
  for (const line of lines(service, looked)) console.log(line)
}

/** The stream tables of the others, as far as they are in the same database. */
const openTold = (url: string, scope: AsyncDisposableStack): ToldOf => {
  const opened = new Map<Owner, ReturnType<typeof openToLook>>()
  return async (owner, kinds, after, limit) => {
    const known = opened.get(owner) ?? scope.use(openToLook(url, owner))
    opened.set(owner, known)
    return readTold(known.db, kinds, after, limit)
  }
}

/** All checks of a service; those of what it keeps elsewhere only where the settings say where. */
const openChecks = async (service: AnyService, env: Environment, scope: AsyncDisposableStack): Promise<Checks> => {
  const { name, checks = streamChecks(), checksOutside } = service
  if (!checksOutside) return checks
  const outside = await checksOutside(env)
  if (outside) return { ...checks, ...scope.use(outside).checks }
  console.error(`${name}: what it keeps outside of the database is not looked at; give its own settings for that`)
  return checks
}

interface Place {
  readonly url: string
  /** With the settings of all services. */
  readonly env: Environment
}

/** Whether everything is as it should be in the end. */
const report = async ({ url, env }: Place, service: AnyService): Promise<boolean> => {
  await using scope = new AsyncDisposableStack()
  const { name } = service
  const checks = await openChecks(service, env, scope)
  const { db } = scope.use(openToLook(url, name))
  const told = openTold(url, scope)
  let isSound = true
  for (const [kind, check] of Object.entries(checks)) {
    const looked = await lookAt({ db, told }, kind, check, shown)
    print(name, looked)
    if (looked.count > 0) isSound = false
  }
  return isSound
}

const repair = async ({ url, env }: Place, service: AnyService): Promise<boolean> => {
  await using scope = new AsyncDisposableStack()
  const { name } = service
  const checks = await openChecks(service, env, scope)
  const mended = scope.use(await openToMend(url, name))
  const told = openTold(url, scope)
  let [isSound, begins] = [true, false]
  for (const [kind, check] of Object.entries(checks)) {
    const looked = await mendAll({ db: mended.db, told }, kind, check, shown)
    print(name, looked)
    if (looked.mended > 0 && check.anew) begins = true
    if (looked.left > 0) isSound = false
  }
  if (begins) {
    await mended.beginAnew()
    console.log(`${name}: clients may have been told what was wrong, so a new epoch has begun and everybody reads anew`)
  }
  return isSound
}

export const check = async (args: readonly string[], env: Environment): Promise<number | undefined> => {
  const options = { repair: { type: 'boolean', default: false } } as const
  const { values, positionals } = readOptions({ usage, options, takesWords: true, args })
  const asked = positionals.length > 0 ? positionals.map(serviceNamed) : services.map(({ service }) => service)
  await using database = await openDatabase(env, { shared: true })
  let isSound = true
  const place = { url: database.url, env: withFolder(env) }
  for (const service of asked) if (!(await (values.repair ? repair : report)(place, service))) isSound = false
  return isSound ? undefined : 1
}
