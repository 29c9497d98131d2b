/** A program out of another release of Debian than the machine's, with the C library that it was made for. */
import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillOnce } from './cache.ts'
import { type Env, toolEnv } from './env.ts'
import type { Program } from './programs.ts'
import { run } from './run.ts'

export interface Release {
  readonly suite: string
  /** The program's package and those of all libraries that it loads. */
  readonly packages: readonly string[]
  /** In the package. */
  readonly path: string
}

const keys = '/usr/share/keyrings/debian-archive-keyring.gpg'

/** Nothing of the machine's own sources or packages counts. */
const optionsFor = async (suite: string, state: string): Promise<string[]> => {
  for (const folder of ['lists/partial', 'archives/partial', 'sources'])
    await mkdir(join(state, folder), { recursive: true })
  await writeFile(join(state, 'status'), '')
  const source = [
    'Types: deb',
    'URIs: http://deb.debian.org/debian',
    `Suites: ${suite}`,
    'Components: main',
    `Signed-By: ${keys}`,
  ]
  await writeFile(join(state, 'sources/release.sources'), `${source.join('\n')}\n`)
  return [
    `Dir::State=${state}`,
    `Dir::State::status=${join(state, 'status')}`,
    `Dir::Cache=${state}`,
    'Dir::Etc::sourcelist=/dev/null',
    `Dir::Etc::sourceparts=${join(state, 'sources')}`,
    // The folder is closed to the user that apt would download as.
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option])
}

const unpack = async ({ suite, packages }: Release, folder: string, env: Env): Promise<void> => {
  const state = await mkdtemp(join(tmpdir(), 'parley-apt-'))
  try {
    const options = await optionsFor(suite, state)
    await run('apt-get', [...options, 'update'], { env, timeout: 180_000 })
    await run('apt-get', [...options, 'download', ...packages], { cwd: folder, env, timeout: 120_000 })
  } finally {
    await rm(state, { recursive: true, force: true })
  }
  const files = (await readdir(folder)).filter((file) => file.endsWith('.deb')).map((file) => join(folder, file))
  for (const file of files) await run('dpkg', ['-x', file, folder], { env })
  for (const file of files) rmSync(file)
}

const foundIn = async (folder: string, part: string): Promise<string> => {
  const [name = ''] = (await readdir(join(folder, 'usr/lib'))).filter((entry) => entry.endsWith(part))
  return join(folder, 'usr/lib', name)
}

const loaderIn = async (libraries: string): Promise<string> => {
  const [name = ''] = (await readdir(libraries)).filter((entry) => /^ld-linux.*\.so\.\d+$/.test(entry))
  return join(libraries, name)
}

/** Unpacked once into the cache. Rejects where this is no Debian, or its mirror cannot be reached. */
export const fetchFromRelease = async (release: Release, cache: string, given: Env): Promise<Program> => {
  const env = { ...toolEnv(given), LC_ALL: 'C' }
  const folder = join(cache, `${release.path.split('/').at(-1)}-${release.suite}`)
  await fillOnce(folder, (temporary) => unpack(release, temporary, env))
  const libraryPath = await foundIn(folder, '-linux-gnu')
  return { path: join(folder, release.path), libraryPath, loader: await loaderIn(libraryPath) }
}
