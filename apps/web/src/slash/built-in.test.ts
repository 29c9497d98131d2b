import { describe, expect, test } from 'vitest'
import { spokenText } from '../timeline/message-tree.ts'
import { builtIn, commandsOf, type SlashMeans } from './built-in.ts'
import { nameIn, peopleNamed } from './person-named.ts'

const run = async (name: string, given = '', means: Partial<SlashMeans> = {}) => {
  const texts: string[] = []
  const command = builtIn.find((one) => one.name === name)
  const told = await command?.run(given, { say: (text) => void texts.push(text), ...means } as SlashMeans)
  return { told, texts }
}

describe('a command of every conversation', () => {
  test('says what one does, and shrugs with both arms', async () => {
    const [me] = (await run('me', 'waves')).texts
    expect(me).toBe('_waves_')
    for (const [given, shown] of [
      ['', '¯\\_(ツ)_/¯'],
      ['never mind', 'never mind ¯\\_(ツ)_/¯'],
    ] as const)
      expect(spokenText((await run('shrug', given)).texts[0] ?? '')).toBe(shown)
  })

  test('says a message silently, in a tone, and below a subject, or why not', async () => {
    const said: unknown[] = []
    const means = { say: (...all: unknown[]) => void said.push(all) }
    await run('silent', 'psst', means)
    await run('tone', '/srs I mean it', means)
    await run('subject', 'Lunch\nat noon', means)
    expect(said).toEqual([
      ['psst', { silent: true }],
      ['I mean it', { tone: 'serious' }],
      ['at noon', { subject: 'Lunch' }],
    ])
    for (const [name, given] of [
      ['tone', 'loud hello'],
      ['tone', '/j'],
      ['subject', 'Lunch'],
    ] as const)
      expect((await run(name, given, means)).told?.fault).toEqual(expect.any(String))
  })

  test('names those that there are: what groups have alone is not for two people', async () => {
    const names = (kind: 'direct' | 'group') => commandsOf({ kind }).map(({ name }) => name)
    expect(names('direct')).toEqual(['help', 'me', 'shrug', 'silent', 'tone', 'subject', 'remind', 'poll'])
    expect(names('group')).toEqual([...names('direct'), 'topic', 'rename', 'slow', 'invite', 'kick'])
    const { told } = await run('help', '', { room: { kind: 'direct' } as never })
    expect(told?.lines).toEqual(expect.arrayContaining(['/me <message>: Says what you do.']))
  })
})

test('a group is slow for as long as one says, or why not', async () => {
  const changes: unknown[] = []
  const room = { change: async (change: object) => void changes.push(change) } as never
  for (const given of ['30s', '5m', 'off']) expect((await run('slow', given, { room })).told).toEqual({})
  expect((await run('slow', 'very', { room })).told?.fault).toEqual(expect.any(String))
  expect(changes).toEqual([{ slow_seconds: 30 }, { slow_seconds: 300 }, { slow_seconds: 0 }])
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
    expect((await run('kick', '@bob', means)).told).toEqual({ fault: expect.stringContaining('Several people') })
    expect((await run('kick', 'Cid', means)).told).toEqual({ fault: 'Nobody in this group is called Cid.' })
    expect((await run('kick', '@Ann Lee', means)).told).toEqual({})
    expect(removed).toEqual([['member.remove', { room: 'room', user: '1' }]])
  })
})
