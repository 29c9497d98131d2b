import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { glob, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const app = import.meta.dirname
const root = join(app, '../..')
const built = join(app, 'dist')
/** Beside the page, not in it: it is not to be served. */
const stamp = join(app, 'node_modules', '.built')
const sources = ['apps/web/**', 'packages/{client,protocol}/{src/**,package.json}', 'pnpm-lock.yaml']

/** The folder of the built page; built first when its sources are not those of the last time. */
export async function webPage(): Promise<string> {
  const wanted = await hashOfSources()
  if ((await readIfThere(stamp)) === wanted && (await readIfThere(join(built, 'index.html')))) return built
  await build()
  await writeFile(stamp, wanted)
  return built
}

async function build(): Promise<void> {
  const vite = join(app, 'node_modules/vite/bin/vite.js')
  /** Tests build it too, and React has another, larger self for them. */
  const { PATH, HOME, TMPDIR } = process.env
  const env = { PATH, HOME, TMPDIR, NODE_ENV: 'production' }
  await promisify(execFile)(process.execPath, [vite, 'build'], { cwd: app, env }).catch(({ stderr, message }) => {
    throw new Error(`The web page could not be built: ${stderr || message}`)
  })
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256')
  for (const path of await sourceFiles()) hash.update(path).update(await readFile(path))
  return hash.digest('hex')
}

async function sourceFiles(): Promise<string[]> {
  const paths: string[] = []
  const options = { cwd: root, exclude: ['**/node_modules', 'apps/web/dist'], withFileTypes: true } as const
  for await (const file of glob(sources, options)) if (file.isFile()) paths.push(join(file.parentPath, file.name))
  return paths.sort()
}

const readIfThere = (path: string) => readFile(path, 'utf8').catch(() => undefined)
