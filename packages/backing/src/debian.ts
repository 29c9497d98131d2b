import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillOnce } from './cache.ts'
import { cannotWrite } from './cannot-write.ts'
import type { Env } from './env.ts'
import type { PackagedName, Program } from './programs.ts'
import { run } from './run.ts'

const inPackage: Record<PackagedName, string> = {
  'nats-server': 'usr/sbin/nats-server',
  'redis-server': 'usr/bin/redis-server',
  nginx: 'usr/sbin/nginx',
  caddy: 'usr/bin/caddy',
  haproxy: 'usr/sbin/haproxy',
  pgbouncer: 'usr/sbin/pgbouncer',
  faketime: 'usr/bin/faketime',
}

/** Makes a program tell its version, and so whether it can be run at all. */
const asked: Record<PackagedName, string> = {
  'nats-server': '--version',
  'redis-server': '--version',
  nginx: '-v',
  caddy: 'version',
  haproxy: '-v',
  pgbouncer: '--version',
  faketime: '--version',
}

/**
 * Unpacks the package of Debian or Ubuntu that bears the program's name, with the libraries that this machine lacks,
 * into the cache. Needs neither root nor the installed package lists; takes a few seconds the first time.
 */
export async function fetchDebianProgram(name: PackagedName, cache: string, env: Env): Promise<Program> {
  const folder = join(cache, name)
  await fillOnce(folder, (temporary) => unpack(name, temporary, env))
  return programIn(folder, name)
}

/** The library of a package that has no program, unpacked likewise; nothing where the package lacks it. */
export async function fetchDebianLibrary(
  name: string,
  library: string,
  cache: string,
  env: Env,
): Promise<string | undefined> {
  const folder = join(cache, name)
  await fillOnce(folder, (temporary) => unpackFiles([name], temporary, env))
  for (const libraries of await libraryFolders(folder))
    if ((await readdir(libraries)).includes(library)) return join(libraries, library)
  return undefined
}

/** These packages, with all that they need and this machine lacks, in one folder of the cache. */
export async function fetchDebianPackages(
  name: string,
  packages: readonly string[],
  cache: string,
  given: Env,
): Promise<{ folder: string; libraryPath: string }> {
  const folder = join(cache, name)
  await fillOnce(folder, (temporary) => unpackFiles(packages, temporary, { ...given, LC_ALL: 'C' }))
  return { folder, libraryPath: (await libraryFolders(folder)).join(':') }
}

async function unpackFiles(names: readonly string[], folder: string, env: Env): Promise<void> {
  const files = await download(names, folder, env)
  for (const file of files) await run('dpkg', ['-x', file, folder], { env })
  for (const file of files) rmSync(file)
}

async function unpack(name: PackagedName, folder: string, env: Env): Promise<void> {
  await unpackFiles([name], folder, env)
  const { path, libraryPath } = await programIn(folder, name)
  // Shows now, and not at the first start, a library that is missing all the same.
  await run(path, [asked[name]], { env: { ...env, LD_LIBRARY_PATH: libraryPath ?? '' } })
}

async function download(names: readonly string[], folder: string, env: Env): Promise<string[]> {
  try {
    return await downloadBy([], names, folder, env)
  } catch {
    // The machine's package lists are missing or too old for its mirror.
    return downloadBy(await ownLists(env), names, folder, env)
  }
}

async function downloadBy(options: string[], names: readonly string[], folder: string, env: Env): Promise<string[]> {
  const apt = (...args: string[]) => run('apt-get', [...options, ...args], { cwd: folder, env, timeout: 120_000 })
  const plan = await apt('--simulate', '-o', 'Debug::NoLocking=true', '--no-install-recommends', 'install', ...names)
  const packages = [...plan.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] as string)
  await apt('download', ...packages)
  return (await readdir(folder)).filter((file) => file.endsWith('.deb')).map((file) => join(folder, file))
}

let lists: Promise<string[]> | undefined

/** Package lists of our own, for as long as this process lives; answers with the options that make apt use them. */
function ownLists(env: Env): Promise<string[]> {
  lists ??= updateLists(env)
  return lists
}

async function updateLists(env: Env): Promise<string[]> {
  const state = await mkdtemp(join(tmpdir(), 'parley-apt-')).catch((reason) => {
    throw cannotWrite('temporary', tmpdir(), reason)
  })
  process.once('exit', () => rmSync(state, { recursive: true, force: true }))
  await mkdir(join(state, 'lists/partial'), { recursive: true })
  await mkdir(join(state, 'cache/archives/partial'), { recursive: true })
  const options = [
    ['-o', `Dir::State=${state}`],
    ['-o', `Dir::Cache=${join(state, 'cache')}`],
    // What is installed on the machine still counts: only what it lacks is fetched.
    ['-o', 'Dir::State::status=/var/lib/dpkg/status'],
  ].flat()
  // One source of many that cannot be reached makes the update fail; whether it was ours shows at the download.
  await run('apt-get', [...options, 'update'], { env, timeout: 180_000 }).catch(() => {})
  return options
}

async function programIn(folder: string, name: PackagedName): Promise<Program> {
  const libraries = await libraryFolders(folder)
  return { path: join(folder, inPackage[name]), libraryPath: libraries.join(':') }
}

async function libraryFolders(folder: string): Promise<string[]> {
  const libraries: string[] = []
  for (const root of ['usr/lib', 'lib']) {
    const entries = await readdir(join(folder, root)).catch(() => [])
    libraries.push(...entries.filter((entry) => entry.includes('linux')).map((entry) => join(folder, root, entry)))
  }
  return libraries
}
