import { afterAll, expect, test } from 'vitest'
import { keepContestants } from './contestants/kept.ts'
import { scenarios } from './scenarios/all.ts'
import { figureOf, nothingLost } from './scenarios/scenario.ts'

const kept = keepContestants()
afterAll(() => kept[Symbol.asyncDispose]())

/** The first one starts the servers of all. */
const withinMs = 180_000

/** Beside Parley, by how their names begin. */
const besides: Partial<Record<string, readonly string[]>> = {
  depth: [],
  files: ['bare'],
  'history-depth': ['by offset'],
  'hidden-author': [],
  'large-space': [],
  'many-rooms': [],
  'mixed-day': [],
  presence: [],
  search: ['scan'],
}
const others = (scenario: string) => besides[scenario] ?? ['bare', 'Socket.IO']

/** That of the page takes a browser for a minute, and does what `tests/e2e/long-conversation.test.ts` does. */
const measured = scenarios.filter(({ name }) => name !== 'page')

test.each(measured)(
  '$name measures every contestant, and loses nothing',
  async ({ name, run }) => {
    const { rows, plotted } = await run('short', kept.lend)
    for (const contestant of ['Parley', ...others(name)]) {
      const own = rows.filter((row) => row.name.startsWith(contestant))
      expect(own).not.toEqual([])
      for (const row of own) {
        for (const what of plotted) expect(figureOf(row, what), `${row.name}: ${what}`).not.toBeNaN()
        if ('lost' in row.figures) expect(figureOf(row, 'lost'), `${row.name}: lost`).toBe(0)
        if ('lost' in row.figures && contestant === 'Parley') expect(nothingLost(row).reached).toBe(0)
      }
    }
  },
  withinMs,
)
