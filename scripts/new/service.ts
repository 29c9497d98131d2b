/** Writes a new service: its own files from the templates in `service`, and its entry in each of the three tables there are. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { errorBlocks } from '@parley/protocol'
import { root } from '../repository.ts'

const templates = new URL('./service/', import.meta.url)

/** Where each template goes. */
const placesOf = (name: string): Readonly<Record<string, string>> => ({
  'protocol.ts': `packages/protocol/src/${name}.ts`,
  'package.json': `services/${name}/package.json`,
  'README.md': `services/${name}/README.md`,
  '0001-entries.sql': `services/${name}/migrations/0001-entries.sql`,
  'config.ts': `services/${name}/src/config.ts`,
  'context.ts': `services/${name}/src/context.ts`,
  'index.ts': `services/${name}/src/index.ts`,
  'main.ts': `services/${name}/src/main.ts`,
  'service.ts': `services/${name}/src/service.ts`,
  'handlers.ts': `services/${name}/src/handlers/index.ts`,
  'handler.ts': `services/${name}/src/handlers/${name}-add.ts`,
  'entries.ts': `services/${name}/src/store/entries.ts`,
  'test.ts': `services/${name}/test/entries.test.ts`,
  'settings.env': `deploy/k8s/base/${name}/settings.env`,
})

/** Words of SQL and of JavaScript: the name is that of a schema, and of a variable. */
const taken = new Set(
  `all and any array as asc await both break case cast catch check class collate column const constraint continue create
  debugger default delete desc distinct do else end enum except export extends false fetch finally for foreign from function
  grant group having if import in instanceof intersect into lateral leading let limit new not null offset on only or order
  package placing primary private protected public references return returning select session some static super switch
  symmetric table then this throw to trailing true try typeof union unique user using var variadic void when where while
  window with yield common helpers lib manager misc shared utils`.split(/\s+/),
)

/** What is wrong with the name, or nothing. It is the first part of names of streams, commands and subjects. */
export const nameFault = (name: string): string | undefined => {
  if (!/^[a-z]{2,32}$/.test(name)) return `"${name}" is no name: take 2 to 32 letters from a to z`
  if (taken.has(name))
    return `"${name}" means something in SQL or in JavaScript, or nothing to a reader: take another name`
  const places = [...Object.values(placesOf(name)), `packages/${name}`, `packages/protocol/src/${name}.test.ts`]
  const there = [name, ...places].find((path) => existsSync(join(root, path)))
  return there ? `${there} is there already: take another name` : undefined
}

/** The first hundred that no part has. */
const freeBlock = (): number => {
  const used = new Set<number>(Object.values(errorBlocks))
  for (let block = 1000; ; block += 100) if (!used.has(block)) return block
}

const fill = (text: string, name: string): string => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const words: Readonly<Record<string, string>> = {
    name,
    Name: name.slice(0, 1).toUpperCase() + name.slice(1),
    NAME: name.toUpperCase(),
    version,
    errorBlock: String(freeBlock()),
  }
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, word: string) => words[word] ?? '')
}

const writeNew = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), text, { flag: 'wx' })
}

const change = async (path: string, by: (text: string) => string): Promise<void> => {
  const before = await readFile(join(root, path), 'utf8')
  const after = by(before)
  if (after === before) throw new Error(`${path} has another form than this script knows`)
  await writeFile(join(root, path), after)
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
}

/** The tables that it joins. All else is made of these. */
const entries = (name: string): Readonly<Record<string, (text: string) => string>> => ({
  'packages/protocol/src/parts.ts': (text) =>
    text
      .replace(/(?=\nexport const parts)/, `import * as ${name} from './${name}.ts'\n`)
      .replace(/(export const parts = \{.*?),? ?\}/s, `$1, ${name} }`),
  'packages/platform/src/services.ts': (text) =>
    text
      .replace(/(?=import type \{ Owner \})/, `import { ${name} } from '@parley/${name}'\n`)
      .replace(/(?=\n\]\n)/, `\n  { service: ${name}, paths: [], follows: [] },`),
  'packages/platform/package.json': (text) => {
    const manifest = JSON.parse(text) as Manifest
    const all = Object.entries({ ...manifest.dependencies, [`@parley/${name}`]: 'workspace:*' })
    const dependencies = Object.fromEntries(all.toSorted(([one], [other]) => (one < other ? -1 : 1)))
    return `${JSON.stringify({ ...manifest, dependencies }, null, 2)}\n`
  },
})

/** In the form that the checks ask for. */
const format = (paths: readonly string[]): void => {
  const biome = join(root, 'node_modules/.bin/biome')
  const formed = paths.filter((path) => /\.(ts|json)$/.test(path))
  const { status, stderr } = spawnSync(biome, ['check', '--write', ...formed], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`what was written is not in form: ${stderr}`)
}

/** Returns the paths of what it wrote and changed. */
export const addService = async (name: string): Promise<string[]> => {
  const places = Object.entries(placesOf(name))
  for (const [template, path] of places)
    await writeNew(path, fill(await readFile(new URL(`${template}.txt`, templates), 'utf8'), name))
  const changes = Object.entries(entries(name))
  for (const [path, by] of changes) await change(path, by)
  const paths = [...places.map(([, path]) => path), ...changes.map(([path]) => path)]
  format(paths)
  return paths
}
