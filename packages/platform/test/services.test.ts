/** The table of services against the record of parts: what joins one joins the other. */
import { owners, streamOwners } from '@parley/protocol'
import { expect, test } from 'vitest'
import { commands } from '../src/commands.ts'
import { processes, services } from '../src/index.ts'

const names = services.map(({ service }) => service.name as string)

test('every part of the protocol is a process of the platform, and every process a part', () => {
  expect([...processes.keys()].toSorted()).toEqual([...owners].toSorted())
  for (const name of owners) expect(Object.keys(commands)).toContain(name)
})

test.each(services.map((entry) => [entry.service.name as string, entry] as const))(
  '%s follows services that there are, starts behind them, and has paths of its own',
  (name, { follows, paths }) => {
    for (const owner of follows) expect(names.slice(0, names.indexOf(name))).toContain(owner)
    for (const path of paths) {
      expect(path).toMatch(/^\/[\w./-]+$/)
      expect(services.filter((other) => other.paths.includes(path))).toHaveLength(1)
    }
  },
)

test('who owns streams that clients follow has a schema for them', () => {
  for (const owner of streamOwners) expect(processes.get(owner)).toHaveProperty('POSTGRES_URL')
})
