/** Packs what leaves the repository, once, and installs it in an empty folder outside of it, as somebody else would. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { run } from './run.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder with the packages installed, and the consumer's files in it. */
    elsewhere: string
  }
}

const published = ['packages/protocol', 'packages/client', 'packages/testcontainers']

/** The oldest Node of each line that is to do. */
const nodes = ['20.8.0', '22.12.0', '24.11.1']

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-elsewhere-'))
  const tarballs: string[] = []
  for (const own of published) tarballs.push(await pack(own, folder))
  await cp(join(import.meta.dirname, 'consumer'), folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'elsewhere', private: true, type: 'module' }))
  const programs = nodes.map((version) => `node${version.split('.')[0]}@npm:node-linux-${process.arch}@${version}`)
  const others = ['typescript@7.0.2', 'vite@8.3.8', 'ws@8.23.0', '@types/node@24.10.1']
  await run(folder, 'npm', 'install', '--no-audit', '--no-fund', ...tarballs, ...programs, ...others)
  project.provide('elsewhere', folder)
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

const pack = async (own: string, to: string): Promise<string> => {
  const said = await run(own, 'npm', 'pack', '--pack-destination', to, '--silent')
  return join(to, said.trim().split('\n').at(-1) as string)
}
