import { describe, expect, test } from 'vitest'
import { spokenText } from '../timeline/message-tree.ts'
import { builtIn } from './built-in.ts'
import { type SlashMeans, whyNot } from './command.ts'
import { nameIn, peopleNamed, withIds } from './names.ts'
import { readSlash } from './slash-text.ts'

const group = { kind: 'group', role: 'owner' } as const
const usable = (room: Parameters<typeof whyNot>[1]) => builtIn.filter((command) => !whyNot(command, room))

/** What becomes of what an owner types in a group. */
const run = async (text: string, means: Partial<SlashMeans> = {}) => {
  const texts: string[] = []
  const read = readSlash(builtIn, text, group)
  if (read.kind !== 'command') return { told: { fault: 'why' in read ? read.why : '' }, texts }
  const all = { say: (text: string) => void texts.push(text), commands: usable(group), ...means } as SlashMeans
  const found = await withIds(read.command, read.values, all)
  return { told: 'fault' in found ? found : await read.command.run(found.values, all), texts }
}

describe('a command of every conversation', () => {
  test('says what one does, and shrugs with both arms', async () => {
    expect((await run('/me waves')).texts).toEqual(['_waves_'])
    for (const [typed, shown] of [
      ['/shrug', '¯\\_(ツ)_/¯'],
      ['/shrug never mind', 'never mind ¯\\_(ツ)_/¯'],
    ] as const)
      expect(spokenText((await run(typed)).texts[0] ?? '')).toBe(shown)
  })

  test('says a message silently, in a tone, and below a subject, or why not', async () => {
    const said: unknown[] = []
    const means = { say: (...all: unknown[]) => void said.push(all) }
    for (const typed of ['/silent psst', '/tone /srs I mean\nit', '/subject Lunch\nat noon']) await run(typed, means)
    expect(said).toEqual([
      ['psst', { silent: true }],
      ['I mean\nit', { tone: 'serious' }],
      ['at noon', { subject: 'Lunch' }],
    ])
    for (const typed of ['/tone loud hello', '/tone /j', '/subject Lunch'])
      expect((await run(typed, means)).told.fault).toEqual(expect.any(String))
    expect(said).toHaveLength(3)
  })

  test('reminds of something in a while', async () => {
    const asked: unknown[] = []
    const parley = { call: async (...all: unknown[]) => void asked.push(all) } as never
    await run('/remind 2h call Ann\nand Bob', { parley })
    expect(asked).toMatchObject([['reminder.set', { when: { in_ms: 7_200_000 }, text: 'call Ann\nand Bob' }]])
    expect((await run('/remind tea', { parley })).told.fault).toContain(
      '<when> of /remind <when> [what] has to be a time',
    )
  })

  test('is offered where it is of use to them: what groups and their admins have alone is not for two people', () => {
    const names = (room: Parameters<typeof whyNot>[1]) => usable(room).map(({ name }) => name)
    const everywhere = ['help', 'me', 'shrug', 'silent', 'tone', 'subject', 'nick', 'remind', 'poll']
    expect(names({ kind: 'direct', role: 'owner' })).toEqual(everywhere)
    expect(names({ kind: 'thread', role: 'owner' })).toEqual(everywhere)
    expect(names({ kind: 'group', role: 'member' })).toEqual([...everywhere, 'invite'])
    expect(names(group)).toEqual([...everywhere, 'topic', 'rename', 'slow', 'invite', 'kick'])
  })

  test('is explained by /help, with all that it takes', async () => {
    expect((await run('/help')).told).toMatchObject({
      lines: expect.arrayContaining(['/me <message>: Says what you do.']),
    })
    expect((await run('/help /slow')).told).toMatchObject({
      lines: [
        expect.stringMatching(/^\/slow <pause>: /),
        '<pause>: a time such as 30s, 20m, 2h, 3d or 1w, of at most 6 hours, or off',
      ],
    })
    expect((await run('/help nonsense')).told.fault).toContain('nonsense')
  })
})

test('a group is slow for as long as one says, or why not', async () => {
  const changes: unknown[] = []
  const room = { change: async (change: object) => void changes.push(change) } as never
  for (const given of ['30s', '5m', 'OFF', '6h']) expect((await run(`/slow ${given}`, { room })).told).toEqual({})
  for (const given of ['very', '7h', '-1m', 'official', '30s and more'])
    expect((await run(`/slow ${given}`, { room })).told.fault, given).toEqual(expect.any(String))
  expect(changes).toEqual([30, 300, 0, 21_600].map((slow_seconds) => ({ slow_seconds })))
})

describe('somebody who is meant by a name', () => {
  const people = [
    { user: '1', name: 'Ann Lee' },
    { user: '2', name: 'Bob' },
    { user: '3', name: 'bob ' },
    { user: '4', name: 'محمد' },
  ]
  test.each([
    ['@Ann Lee', ['1']],
    ['"ann lee"', ['1']],
    ['Ann', []],
    ['BOB', ['2', '3']],
    ['@محمد', ['4']],
  ])('is found, or all of them are: %s', (given, users) => {
    expect(peopleNamed(people, given)).toEqual(users)
  })

  test('is looked for by the name alone', () => {
    expect(nameIn('@"Ann Lee"')).toBe('ann lee')
  })

  test('is taken out where they are the only one, and else it is said why nobody is', async () => {
    const removed: unknown[] = []
    const means = {
      room: { id: 'room', memberCount: 4, members: people, loadMembers: async () => false } as never,
      parley: { call: async (...asked: unknown[]) => void removed.push(asked) } as never,
    }
    expect((await run('/kick @bob', means)).told).toEqual({ fault: expect.stringContaining('Several people') })
    expect((await run('/kick Cid', means)).told).toEqual({ fault: 'Nobody in this group is called Cid.' })
    expect((await run('/kick @Ann Lee', means)).told).toEqual({})
    expect(removed).toEqual([['member.remove', { room: 'room', user: '1' }]])
  })
})
