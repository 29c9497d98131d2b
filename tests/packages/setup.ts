/** Packs what leaves the repository, once, and installs it in an empty folder outside of it, as somebody else would. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { run } from './run.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder with the packages installed, and the consumer's files in it. */
    elsewhere: string
    /** What `npm run pack` made, by the name of the package. */
    tarballs: Record<string, string>
  }
}

const root = join(import.meta.dirname, '../..')

/** The oldest Node of each line that is to do. */
const nodes = ['20.0.0', '22.12.0', '24.0.0']
const others = [
  'typescript@7.0.2',
  'vite@8.3.8',
  'ws@8.23.0',
  '@types/node@24.10.1',
  'publint@0.3.25',
  '@arethetypeswrong/cli@0.18.5',
]

const packageOf = (path: string): string => basename(path).replace(/^parley-(.+?)-\d.*$/, '@parley/$1')

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-elsewhere-'))
  const said = await run(root, process.execPath, 'scripts/pack.ts', '--to', join(folder, 'packed'))
  const tarballs = said.trim().split('\n')
  await cp(join(import.meta.dirname, 'consumer'), folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'elsewhere', private: true, type: 'module' }))
  const programs = nodes.map((version) => `node${version.split('.')[0]}@npm:node-linux-${process.arch}@${version}`)
  await run(folder, 'npm', 'install', '--no-audit', '--no-fund', ...tarballs, ...programs, ...others)
  project.provide('elsewhere', folder)
  project.provide('tarballs', Object.fromEntries(tarballs.map((path) => [packageOf(path), path])))
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
