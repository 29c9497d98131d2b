/** `prepack`: builds the package in this folder, and puts the package.json that leaves the repository in the place of its own. */
import { existsSync } from 'node:fs'
import { copyFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { build } from './build.ts'
import { importedBy } from './dependencies.ts'
import { publishedManifest } from './manifest.ts'
import { manifestPath, published, readManifest, root } from './published.ts'

const folder = relative(root, process.cwd())
const recipe = published[folder]
if (!recipe) throw new Error(`${folder} does not leave the repository; these do: ${Object.keys(published).join(', ')}`)
const path = manifestPath(folder)
const manifest = await readManifest(path)
await build(folder, manifest, recipe)
const legal = ['LICENSE', 'NOTICE'].filter((name) => existsSync(join(root, name)))
for (const name of legal) await copyFile(join(root, name), join(root, folder, name))
await copyFile(path, join(root, folder, 'node_modules', '.package.json'))
const { formats, node, pages = [], peers = [] } = recipe
const dependencies = recipe.isOfElements ? {} : await importedBy(folder, peers)
const leaving = publishedManifest(manifest, {
  formats,
  node,
  dependencies,
  pages: [...pages, ...legal],
  peers,
})
await writeFile(path, `${JSON.stringify(leaving, null, 2)}\n`)
