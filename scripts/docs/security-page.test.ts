/** What the page about security cites is there, and its table of requirements is whole in itself. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../repository.ts'
import { readPage, spansOf } from './read-pages.ts'

const page = await readPage('docs/security.md')
const [before = '', gaps = ''] = page.split('\n## Gaps\n')

/** `path`, or `path: name` with the name of a test in it, or the end of one. */
const cited = spansOf(page).flatMap((span) => {
  const [, path = '', name] = /^((?:[\w.-]+\/)+[\w.-]+\.\w+)(?:: (.+))?$/.exec(span) ?? []
  return path === '' ? [] : [{ path, name }]
})
const files = [...new Set(cited.map(({ path }) => path))]
const named = cited.filter((one): one is { path: string; name: string } => one.name !== undefined)

const rowForm = /^v5\.0\.0-(?:1[0-7]|[1-9])\.\d{1,2}\.\d{1,2}$/
const answers = ['yes', 'partly', 'no', 'not shown', 'operator', 'does not apply']

interface Requirement {
  readonly id: string
  readonly level: string
  readonly is: string
  readonly shownBy: string
}

const requirements = [...before.matchAll(/^\| (v[\d.-]+) +\|(.*)\|$/gm)].map(([, id = '', rest = '']): Requirement => {
  const [level = '', , is = '', shownBy = ''] = rest.split(' | ').map((cell) => cell.trim())
  return { id, level, is, shownBy }
})
const order = (id: string): number =>
  id
    .replace('v5.0.0-', '')
    .split('.')
    .reduce((sum, part) => sum * 100 + Number(part), 0)

test('the page cites files', () => expect(files.length).toBeGreaterThan(100))

test.each(files)('%s is there', (path) => {
  expect(existsSync(join(root, path))).toBe(true)
})

test('each test that the page names stands in its file', async () => {
  const missing: string[] = []
  for (const { path, name } of named) if (!(await readPage(path)).includes(name)) missing.push(`${path}: ${name}`)
  expect(missing).toEqual([])
})

test('the rows are those of levels 1 and 2, each once, in their order', () => {
  const ids = requirements.map(({ id }) => id)
  for (const id of ids) expect(id).toMatch(rowForm)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toEqual(ids.toSorted((a, b) => order(a) - order(b)))
  const levels = requirements.map(({ level }) => level)
  expect([levels.filter((level) => level === '1').length, levels.filter((level) => level === '2').length]).toEqual([
    70, 183,
  ])
  expect(levels).toHaveLength(253)
})

test.each(requirements)('$id says whether it is so, and what shows it or why', ({ is, shownBy }) => {
  expect(answers).toContain(is)
  expect(shownBy).not.toBe('')
  if (is === 'yes') expect(shownBy).toMatch(/[`[]|libraries|command/)
})

test('all that is not so, or in part, is told among the gaps, and nothing else is', () => {
  const open = requirements.filter(({ is }) => is === 'no' || is === 'partly').map(({ id }) => id)
  const told = gaps.match(/v5\.0\.0-[\d.]*\d/g) ?? []
  expect(told.toSorted()).toEqual(open.toSorted())
})

test('the page counts its rows as they are', () => {
  const counted = answers.map((answer) => `${requirements.filter(({ is }) => is === answer).length} ${answer}`)
  const [first = '', ...others] = counted
  expect(before).toContain(`Of ${requirements.length} rows ${first.replace(' ', ' are ')}, ${others.join(', ')}.`)
})
