import { expect, test } from 'vitest'
import { builtIn } from './built-in.ts'
import type { SlashCommand, SlashMeans } from './command.ts'
import { withIds } from './names.ts'
import { SlashRegistry } from './registry.ts'
import { readSlash } from './slash-text.ts'

const roll = {
  name: 'roll',
  about: 'Rolls dice.',
  takes: [
    { name: 'for', kind: 'user', among: 'members' },
    { name: 'in', kind: 'room' },
  ],
} as const satisfies SlashCommand

test('commands that others offer are data: read, checked and given their values as the built-in ones', async () => {
  const registry = new SlashRegistry()
  let changes = 0
  registry.subscribe(() => changes++)
  const done: unknown[] = []
  const run = async ({ name }: SlashCommand, values: object) => {
    done.push([name, values])
    return { lines: ['rolled'] }
  }
  registry.offer('dice', JSON.parse(JSON.stringify([roll])), run)
  expect(changes).toBe(1)
  const group = { kind: 'group', role: 'member' } as const
  const read = readSlash(registry.all, '/roll "Ann Lee" Orchestra', group)
  if (read.kind !== 'command') throw new Error(JSON.stringify(read))
  const means = {
    room: { memberCount: 1, members: [{ user: 'ann', name: 'Ann Lee' }], loadMembers: async () => false },
    parley: { roomList: [{ id: 'orchestra', name: 'Orchestra' }] },
  } as unknown as SlashMeans
  const found = await withIds(read.command, read.values, means)
  if ('fault' in found) throw new Error(found.fault)
  expect(await read.command.run(found.values, means)).toEqual({ lines: ['rolled'] })
  expect(done).toEqual([['roll', { for: 'ann', in: 'orchestra' }]])
  expect(readSlash(registry.all, '/roll', group)).toMatchObject({ why: expect.stringContaining('/roll <for> <in>') })
  expect(await withIds(read.command, { for: 'Ann Lee', in: 'Nowhere' }, means)).toEqual({
    fault: 'No conversation of yours is called Nowhere.',
  })
})

test('nobody takes the name of a command that there is, and who offers anew no longer offers what was before', () => {
  const registry = new SlashRegistry()
  const run = async () => ({})
  const named = (name: string, about: string) => ({ name, about })
  registry.offer('one', [named('kick', 'Steals.'), named('dance', 'First.')], run)
  registry.offer('two', [named('dance', 'Second.'), named('sing', 'Sings.')], run)
  const offered = () => registry.all.slice(builtIn.length).map(({ name, about }) => [name, about])
  expect(registry.all.find(({ name }) => name === 'kick')).toBe(builtIn.find(({ name }) => name === 'kick'))
  expect(offered()).toEqual([
    ['dance', 'First.'],
    ['sing', 'Sings.'],
  ])
  registry.offer('one', [], run)
  expect(offered()).toEqual([
    ['dance', 'Second.'],
    ['sing', 'Sings.'],
  ])
})
