import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type SlashCommand, usageOf } from './command.ts'
import { readSlash } from './slash-text.ts'

const commands: SlashCommand[] = [
  { name: 'help', about: 'Names the commands.' },
  { name: 'topic', about: 'Says what this is about.', takes: [{ name: 'text', kind: 'text' }] },
  { name: 'shrug', about: 'Shrugs.', takes: [{ name: 'message', kind: 'text', optional: true }] },
  { name: 'kick', about: 'Takes out.', who: 'admins', where: 'groups' },
]
const read = (text: string, room: Parameters<typeof readSlash>[2] = { kind: 'group', role: 'owner' }) =>
  readSlash(commands, text, room)
const said = (text: string) => ({ kind: 'message', text })

describe('a text that begins with a slash', () => {
  test.each([
    ['/help', 'help', {}],
    ['/HELP ', 'help', {}],
    ['/topic  Wie geht es? 🙂 ', 'topic', { text: 'Wie geht es? 🙂' }],
    ['/topic two\nlines', 'topic', { text: 'two\nlines' }],
    ['/shrug', 'shrug', {}],
    ['/shrug never mind', 'shrug', { message: 'never mind' }],
  ])('is the command that it names: %j', (text, name, values) => {
    expect(read(text)).toEqual({ kind: 'command', command: expect.objectContaining({ name }), values })
  })

  test.each([
    '/',
    '/ ',
    '/etc/passwd',
    '/2',
    '/:)',
    '// a comment',
    '//help-me',
    ' /help',
    '/help?',
    'and/or',
    '1/2',
    '//nothing of ours',
    '/\nhelp',
  ])('stays a message where it names none: %j', (text) => {
    expect(read(text)).toEqual(said(text))
  })

  test('is sent as it is behind a second slash', () => {
    expect(read('//topic of today')).toEqual(said('/topic of today'))
    expect(read('//HELP')).toEqual(said('/HELP'))
  })

  test('that names no command says so, and which it may have meant', () => {
    expect(read('/tropic')).toMatchObject({
      kind: 'fault',
      why: expect.stringContaining('There is no command /tropic.'),
    })
    expect(read('/toppic x')).toMatchObject({
      kind: 'fault',
      why: expect.stringContaining('Did you mean /topic <text>?'),
    })
    expect(read('/привет')).toMatchObject({ kind: 'fault' })
  })

  test('that is for others, or for elsewhere, says so, and is not what another one may have meant', () => {
    expect(read('/kick', { kind: 'direct', role: 'owner' })).toEqual({ kind: 'fault', why: '/kick is for groups.' })
    expect(read('/kick', { kind: 'group', role: 'member' })).toEqual({
      kind: 'fault',
      why: '/kick is for the owner and admins of the group.',
    })
    const why = (role: 'owner' | 'member') => read('/kill', { kind: 'group', role })
    expect(why('owner')).toMatchObject({ why: expect.stringContaining('/kick') })
    expect(why('member')).not.toMatchObject({ why: expect.stringContaining('/kick') })
  })

  test('that lacks what its command needs, or has more than it takes, says what it takes', () => {
    expect(read('/topic ')).toMatchObject({ kind: 'fault', why: expect.stringContaining('/topic <text>') })
    expect(read('/help me')).toMatchObject({ kind: 'fault', why: '/help takes nothing behind it.' })
  })
})

test('whatever is typed is a message, a command or a fault that says why, and no other text is changed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('', '/', '//', '/topic ', '/help'), (text, start) => {
      const result = read(start + text)
      if (result.kind === 'message') expect([start + text, (start + text).slice(1)]).toContain(result.text)
      if (result.kind === 'fault') expect(result.why).not.toBe('')
    }),
  )
})

test('how a command is written is told with what it takes', () => {
  expect(commands.map(usageOf)).toEqual(['/help', '/topic <text>', '/shrug [message]', '/kick'])
})
