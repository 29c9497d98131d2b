import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { meaningOf, readArguments } from './arguments.ts'
import type { SlashArgument, SlashCommand } from './command.ts'

const command = (...takes: SlashArgument[]): SlashCommand => ({ name: 'do', about: 'Does it.', takes })
const user = { name: 'who', kind: 'user' } as const
const room = { name: 'where', kind: 'room' } as const
const choice = { name: 'how', kind: 'choice', choices: ['fast', 'Slow'] } as const
const when = { name: 'when', kind: 'duration', most: 3_600_000 } as const
const text = { name: 'what', kind: 'text' } as const

test.each<[SlashArgument[], string, object]>([
  [[user], '@Ann Lee', { who: '@Ann Lee' }],
  [[user, text], 'Ann said so', { who: 'Ann', what: 'said so' }],
  [[user, text], '@"Ann Lee"  said\nso ', { who: '@Ann Lee', what: 'said\nso' }],
  [[user, room], '"Ann Lee" The "Orchestra"', { who: 'Ann Lee', where: 'The "Orchestra"' }],
  [[choice, text], 'FAST now', { how: 'fast', what: 'now' }],
  [[choice], '/slow', { how: 'Slow' }],
  [[when, text], '20 m tea', { when: 1_200_000, what: 'tea' }],
  [[when, { ...text, optional: true }], '1h', { when: 3_600_000 }],
  [[{ ...when, off: true }], 'off', { when: 0 }],
  [[{ ...text, optional: true }], '', {}],
  [[text], 'مرحبا 👋🏽', { what: 'مرحبا 👋🏽' }],
])('what stands behind a command is read by what it takes: %j, %j', (takes, given, values) => {
  expect(readArguments(command(...takes), given)).toEqual({ values })
})

describe('what is not as it has to be', () => {
  test.each<[SlashArgument[], string, string]>([
    [[], 'x', '/do takes nothing behind it.'],
    [[text], ' ', '/do needs more: /do <what>. Does it.'],
    [[user, text], '@"Ann Lee"', '/do needs more: /do <who> <what>. Does it.'],
    [[choice, text], 'loud x', '<how> of /do <how> <what> has to be one of fast, Slow.'],
    [[when], '2h', '<when> of /do <when> has to be a time such as 30s, 20m, 2h, 3d or 1w, of at most an hour.'],
    [[when], 'off', '<when> of /do <when> has to be a time'],
    [[when], '20m tea', '/do takes no more than /do <when>.'],
  ])('is told with what it has to be: %j, %j', (takes, given, why) => {
    expect(readArguments(command(...takes), given)).toEqual({ why: expect.stringContaining(why) })
  })

  test('is told whatever it is, at once', () => {
    const takes = fc.array(fc.constantFrom<SlashArgument>(user, room, choice, when, text), { maxLength: 4 })
    fc.assert(
      fc.property(takes, fc.string({ unit: 'grapheme' }), (takes, given) => {
        const read = readArguments(command(...takes), given)
        if ('why' in read) expect(read.why).not.toBe('')
        else expect(Object.keys(read.values).every((name) => takes.some((one) => one.name === name))).toBe(true)
      }),
    )
    expect(readArguments(command(user, text), `"${'"a '.repeat(20_000)}`)).toHaveProperty('values')
  })
})

test('each kind has words for what it is', () => {
  for (const argument of [user, { ...user, among: 'members' } as const, room, choice, when, text])
    expect(meaningOf(argument)).toMatch(/\w/)
})
