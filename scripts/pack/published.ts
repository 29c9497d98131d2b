/** Which packages leave the repository, and in what form. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Format, Manifest } from './manifest.ts'

export const root = join(import.meta.dirname, '../..')

export interface Recipe {
  readonly formats: readonly Format[]
  /** The oldest Node that it runs on. */
  readonly node: string
  /** What goes along besides code, from the root of the repository; given where the package is one of files. */
  readonly files?: readonly string[]
  /** Whether it is the elements of a page, with all that they are made of in it. */
  readonly isOfElements?: true
  /** Pages besides README.md. */
  readonly pages?: readonly string[]
  /** Packages of ours that stay apart, as who uses this one has them too, and one class must not be two. */
  readonly peers?: readonly string[]
}

/** By their folder. */
export const published: Readonly<Record<string, Recipe>> = {
  'packages/protocol': { formats: ['esm', 'cjs'], node: '20' },
  'packages/client': { formats: ['esm', 'cjs'], node: '20', pages: ['API.md'] },
  'packages/ui': { formats: ['esm'], node: '20', isOfElements: true },
  'packages/testcontainers': {
    formats: ['esm'],
    node: '24',
    peers: ['@parley/client'],
    files: ['{services/*,packages/service-kit}/migrations/*.sql', 'packages/backing/src/*.sh'],
  },
}

export const manifestPath = (folder: string): string => join(root, folder, 'package.json')

export const readManifest = async (path: string): Promise<Manifest> =>
  JSON.parse(await readFile(path, 'utf8')) as Manifest
