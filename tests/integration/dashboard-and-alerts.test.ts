/** The files of deploy/observability against a platform that runs: what they ask for is there. */
import { readFile } from 'node:fs/promises'
import type { SyntaxNodeRef } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { parse } from 'yaml'
import { type Sample, scrapeAll } from '../setup/exposition.ts'
import { startWorld, type World } from '../setup/world.ts'

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly for: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly runbook_url: string }
}

interface Panel {
  readonly title: string
  readonly type: string
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[]
}

const file = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')
const alertsFile = parse(await file('deploy/observability/alerts.yaml')) as { groups: { rules: Rule[] }[] }
const rules = alertsFile.groups.flatMap((group) => group.rules)
const { panels } = JSON.parse(await file('deploy/observability/dashboard.json')) as { panels: Panel[] }
const expressions = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
].map(([where, expr]) => [where, expr.replaceAll('$__rate_interval', '5m')] as const)

interface Selector {
  readonly metric: string
  readonly matchers: readonly (readonly [label: string, operator: string, value: string])[]
}

const nodesOf = (expr: string): (readonly [name: string, text: string, isError: boolean])[] => {
  const nodes: (readonly [string, string, boolean])[] = []
  parser.parse(expr).iterate({
    enter: ({ name, type, from, to }: SyntaxNodeRef) => void nodes.push([name, expr.slice(from, to), type.isError]),
  })
  return nodes
}

const selectorsOf = (expr: string): Selector[] =>
  nodesOf(expr)
    .filter(([name]) => name === 'VectorSelector')
    .map(([, text]) => {
      const matchers = [...text.matchAll(/([a-z_]+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g)]
      return { metric: /^[a-z_0-9:]+/i.exec(text)?.[0] ?? '', matchers: matchers.map(([, ...parts]) => parts as never) }
    })

const fits = ({ labels }: Sample, [label, operator, value]: Selector['matchers'][number]): boolean => {
  const own = labels[label] ?? ''
  if (operator === '=') return own === value
  if (operator === '!=') return own !== value
  return new RegExp(`^(?:${value})$`).test(own) === (operator === '=~')
}

/** Each alternative of a pattern by itself: one that is misspelled hides behind the others. */
const singly = ({ metric, matchers }: Selector): Selector[] =>
  matchers.reduce<Selector[]>(
    (selectors, [label, operator, value]) =>
      selectors.flatMap((selector) =>
        value
          .split('|')
          .map((part) => ({ metric, matchers: [...selector.matchers, [label, operator, part] as const] })),
      ),
    [{ metric, matchers: [] }],
  )

let world: World
let samples: Sample[]

beforeAll(async () => {
  world = await startWorld(inject('backing'), { files: true, env: { METRICS_PORT: '0' } })
  samples = await scrapeAll(world)
})
afterAll(() => world[Symbol.asyncDispose]())

describe('the dashboard and the alerts', () => {
  test.each(expressions)('%s is PromQL: %s', (_, expr) => {
    expect(nodesOf(expr).filter(([, , isError]) => isError)).toEqual([])
    expect(selectorsOf(expr).length).toBeGreaterThan(0)
  })

  test.each(expressions)('%s asks for series that a running platform has: %s', (_, expr) => {
    for (const selector of selectorsOf(expr).flatMap(singly)) {
      const own = samples.filter(({ name }) => name === selector.metric)
      expect(own.length, selector.metric).toBeGreaterThan(0)
      const labels = new Set(own.flatMap((sample) => Object.keys(sample.labels)))
      for (const [label] of selector.matchers) expect([...labels]).toContain(label)
      expect(
        own.filter((sample) => selector.matchers.every((matcher) => fits(sample, matcher))),
        JSON.stringify(selector),
      ).not.toEqual([])
    }
  })

  test.each(expressions)('%s groups by labels that its series have: %s', (_, expr) => {
    const metrics = selectorsOf(expr).map(({ metric }) => metric)
    const own = samples.filter(({ name }) => metrics.includes(name))
    const labels = new Set(['instance', ...own.flatMap((sample) => Object.keys(sample.labels))])
    const grouping = nodesOf(expr).filter(([name]) => name === 'GroupingLabels')
    for (const [, text] of grouping)
      for (const label of text.match(/[a-z_]+/g) ?? []) expect([...labels]).toContain(label)
  })

  test('show in legends and summaries only labels that are left in the result', () => {
    const texts = [
      ...rules.map(({ expr, annotations }) => [expr, annotations.summary] as const),
      ...panels.flatMap(({ targets = [] }) => targets.map(({ expr, legendFormat }) => [expr, legendFormat] as const)),
    ]
    for (const [expr, text] of texts) {
      const shown = [...text.matchAll(/\{\{\s*(?:\$labels\.)?([a-z]+)\s*\}\}/g)].map(([, label = '']) => label)
      const metrics = selectorsOf(expr).map(({ metric }) => metric)
      const own = samples.filter(({ name }) => metrics.includes(name)).flatMap(({ labels }) => Object.keys(labels))
      const grouped = nodesOf(expr).flatMap(([name, part]) =>
        name === 'GroupingLabels' ? (part.match(/[a-z_]+/g) ?? []) : [],
      )
      const isSummed = nodesOf(expr).some(([name]) => name === 'AggregateExpr')
      for (const label of shown) expect(isSummed ? grouped : ['instance', ...own], `${text}: ${expr}`).toContain(label)
    }
  })
})

describe('each alert', () => {
  test.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s waits, says how bad it is and what to read, and is told in docs/operations.md',
    async (name, rule) => {
      expect(rule.for).toMatch(/^\d+[mh]$/)
      expect(['critical', 'warning']).toContain(rule.labels.severity)
      expect(rule.annotations.summary).toMatch(/\.$/)
      expect(rule.annotations.runbook_url).toBe(`docs/operations.md#${name.toLowerCase()}`)
      expect(await file('docs/operations.md')).toMatch(new RegExp(`^### ${name}\n\n\\S`, 'm'))
    },
  )

  test('that docs/operations.md tells is one that there is', async () => {
    const told = [...(await file('docs/operations.md')).matchAll(/^### (Parley\w+)$/gm)].map(([, name]) => name)
    expect(told.sort()).toEqual(rules.map(({ alert }) => alert).sort())
  })
})
