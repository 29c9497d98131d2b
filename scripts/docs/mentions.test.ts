/** What the pages name has to be there: settings, errors, commands, scripts, metrics; and the defaults that they tell. */
import { measured, processes } from '@parley/platform'
import { commands as programs } from '@parley/platform/commands'
import { closeCodes, commands, errors, events, signals } from '@parley/protocol'
import { expect, test } from 'vitest'
import { pages, pathsOf, readPage, spansOf } from './read-pages.ts'

/** Names of other programs, which their own pages explain. */
const ofOthers = ['DOCKER_HOST', 'PGPASSWORD', 'NODE_OPTIONS', 'XDG_CACHE_HOME', 'NPM_CONFIG_REGISTRY']
const settings = new Map([...processes.values()].flatMap((table) => Object.entries(table)))
const sources = await pathsOf(
  [
    '{gateway,services/*,packages/*}/src/**/*.ts',
    'scripts/**/*.{ts,mjs}',
    'tests/setup/*.ts',
    'deploy/{Dockerfile,**/*.yaml}',
  ],
  ['**/*.test.ts'],
)
const words = (await Promise.all(sources.map(readPage))).flatMap((text) => text.match(/\b[A-Z][A-Z0-9_]+\b/g) ?? [])
const known = new Set([...Object.keys(errors), ...Object.keys(closeCodes), ...settings.keys(), ...words, ...ofOthers])

const isKnown = (name: string): boolean => known.has(name) || settings.get(name.replace(/_FILE$/, ''))?.secret === true

const namesIn = (span: string): readonly string[] => span.match(/(?<![\w.-])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?!\w)/g) ?? []

test.each(pages)('%s names only settings, errors and close codes that there are', async (page) => {
  for (const name of new Set(spansOf(await readPage(page)).flatMap(namesIn))) expect(isKnown(name), name).toBe(true)
})

const spellingsOf = (given: number): string[] => [
  String(given),
  given.toLocaleString('en'),
  ...(given % 86_400 === 0 ? [`${given / 86_400} days`] : []),
]

test.each(pages)('%s tells the defaults that are in force', async (page) => {
  const text = await readPage(page)
  for (const [, name = '', value = ''] of text.matchAll(
    /`([A-Z_]+)`(?:, | \()(\d[\d,]*(?: days)?)(?=\)| by default)/g,
  )) {
    const own = settings.get(name)?.default
    if (typeof own === 'number') expect(spellingsOf(own), name).toContain(value)
  }
})

const nameForm = /^(?:account|cursor|direct|member|message|role|room|session|stream|token|user)\.[a-z]{3,}$/
const named = Object.keys({ ...commands, ...events, ...signals })
/** There what looks like a command may be something of the SDK's. */
const isOfTheSdk = (page: string) => /^packages\/(client|testcontainers)\//.test(page)

test.each(pages.filter((page) => !isOfTheSdk(page)))(
  '%s names only commands, events and signals that there are',
  async (page) => {
    for (const name of spansOf(await readPage(page)).filter((span) => nameForm.test(span)))
      expect(named).toContain(name)
  },
)

const metrics = new Set([...measured.values()].flatMap((table) => Object.keys(table)))

test.each(pages)('%s names only scripts, programs and metrics that there are', async (page) => {
  const text = await readPage(page)
  const { scripts } = JSON.parse(await readPage('package.json')) as { scripts: object }
  for (const [, script] of text.matchAll(/npm run ([\w:-]+)/g)) expect(Object.keys(scripts)).toContain(script)
  for (const [, inBlock, inSpan] of text.matchAll(/^(?:docker run .*?)?\bparley ([a-z-]+)|`parley ([a-z-]+)/gm))
    expect(Object.keys(programs)).toContain(inBlock ?? inSpan)
  for (const [metric] of text.matchAll(/\bparley_[a-z]+_[a-z_]+/g)) expect([...metrics]).toContain(metric)
})
