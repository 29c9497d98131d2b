/** What is in the packages, as tools that judge packages see it, and as nobody's machine should show in it. */
import { glob, readdir, readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { describe, expect, inject, test } from 'vitest'
import { run } from './run.ts'

const elsewhere = inject('elsewhere')
const tarballs = inject('tarballs')
const root = join(import.meta.dirname, '../..')
const tool = (name: string) => join(elsewhere, 'node_modules/.bin', name)

/** How it is judged: by the ways of importing that it is made for. */
const profiles: Readonly<Record<string, string>> = { '@parley/testcontainers': 'esm-only', '@parley/ui': 'esm-only' }
const pages: Readonly<Record<string, readonly string[]>> = { '@parley/client': ['API.md'] }

const filesOf = async (folder: string, pattern: string): Promise<string[]> => {
  const paths: string[] = []
  for await (const path of glob(pattern, { cwd: folder, exclude: ['node_modules/**'] })) paths.push(path)
  return paths
}

/** What a built file imports, in whatever way. */
const importsOf = (path: string, text: string): string[] => {
  const { staticImports, staticExports, dynamicImports } = parseSync(path, text).module
  const reexported = staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest ?? []))
  const named = [...staticImports.map(({ moduleRequest }) => moduleRequest), ...reexported].map(({ value }) => value)
  const later = dynamicImports.map(({ moduleRequest: { start, end } }) => text.slice(start + 1, end - 1))
  const required = [...text.matchAll(/\b(?:require|import)\("([^"]+)"\)/g)].map(([, specifier = '']) => specifier)
  return [...named, ...later, ...required].filter((specifier) => /^[@\w]/.test(specifier))
}

const packageOf = (specifier: string): string => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? ''

describe.each(Object.keys(tarballs))('%s', (name) => {
  const folder = join(elsewhere, 'node_modules', name)
  const read = (path: string) => readFile(join(folder, path), 'utf8')
  const manifest = async () => JSON.parse(await read('package.json'))

  test('is what publint asks of a package', async () => {
    const said = await run(elsewhere, tool('publint'), 'run', tarballs[name] as string, '--strict')
    expect(said).toContain('All good!')
  })

  test('has the right types for each way of importing it', async () => {
    await run(elsewhere, tool('attw'), tarballs[name] as string, '--profile', profiles[name] ?? 'node16', '--no-color')
  })

  test('has its pages, the licence and what is built, and nothing else', async () => {
    const optional = (await readdir(root)).filter((file) => file === 'NOTICE')
    const expected = ['LICENSE', 'README.md', 'dist', 'package.json', ...(pages[name] ?? []), ...optional]
    expect((await readdir(folder)).filter((file) => file !== 'node_modules').sort()).toEqual(expected.sort())
    expect(await filesOf(folder, '**/*.{test,spec}.*')).toEqual([])
  })

  test('says what it needs, and nothing of the repository', async () => {
    const { dependencies, peerDependencies = {}, engines, sideEffects, version, ...rest } = await manifest()
    // To be there, the elements define themselves.
    expect(sideEffects).toEqual(name === '@parley/ui' ? ['./dist/index.js'] : false)
    expect(rest).toMatchObject({ license: 'Apache-2.0', type: 'module', description: expect.any(String) })
    for (const own of ['private', 'scripts', 'devDependencies']) expect(rest).not.toHaveProperty(own)
    for (const needed of Object.values(dependencies)) expect(needed).toMatch(/^\d+\.\d+\.\d+/)
    for (const needed of Object.values(peerDependencies)) expect(needed).toBe(version)
    expect(engines.node).toBe(name === '@parley/testcontainers' ? '>=24' : '>=20')
  })

  test('imports only what it says that it needs', async () => {
    const { dependencies, peerDependencies = {} } = await manifest()
    const needed = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies), name])
    for (const path of await filesOf(folder, 'dist/**/*.{js,cjs,ts,cts}')) {
      const strange = importsOf(path, await read(path)).filter(
        (specifier) => !isBuiltin(specifier) && !needed.has(packageOf(specifier)),
      )
      expect(strange, path).toEqual([])
    }
  })

  test('has maps that lead to their sources, without a place of the machine that made them', async () => {
    const maps = await filesOf(folder, 'dist/**/*.map')
    expect(maps.length).toBeGreaterThan(0)
    for (const path of maps) {
      const { sources, sourcesContent = [] } = JSON.parse(await read(path))
      expect(sources.filter(isAbsolute), path).toEqual([])
      expect(
        sourcesContent.filter((text: unknown) => typeof text === 'string'),
        path,
      ).toHaveLength(sources.length)
    }
    for (const path of await filesOf(folder, '**/*.*')) {
      const text = await read(path)
      for (const place of [root, homedir(), elsewhere]) expect(text.includes(join(place, '/')), path).toBe(false)
    }
  })
})
