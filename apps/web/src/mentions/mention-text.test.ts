import { mentionToken } from '@parley/markdown'
import { describe, expect, test } from 'vitest'
import { begunMention, editable, membersBeginning, usersIn, withNames, withTokens } from './mention-text.ts'

const ids = ['0', '1', '2', '3', '4', '5'].map((digit) => `0199a7c0-7b0e-7cc3-8f3a-00000000000${digit}`)
const [ann, annLee, bob, otherBob, mo, sign] = ids as [string, string, string, string, string, string]
const members = [
  { user: ann, name: 'Ann' },
  { user: annLee, name: 'Ann Lee' },
  { user: bob, name: 'Bob' },
  { user: otherBob, name: 'Bob' },
  { user: mo, name: 'محمد علي' },
  { user: sign, name: '(a+)+$' },
  { user: otherBob, name: 'everyone' },
]
const none = new Map<string, string>()

describe('a name behind an @', () => {
  test.each([
    ['hello @Ann', `hello ${mentionToken(ann)}`],
    ['@Ann Lee, look', `${mentionToken(annLee)}, look`],
    ['@Anna and me@Ann.org', '@Anna and me@Ann.org'],
    ['`@Ann`', '`@Ann`'],
    ['> @Ann\n@Ann', `> @Ann\n${mentionToken(ann)}`],
    ['@Bob', '@Bob'],
    ['@everyone', '@everyone'],
    ['@محمد علي، مرحبا', `${mentionToken(mo)}، مرحبا`],
    ['@(a+)+$', mentionToken(sign)],
  ])('is a mention where it is that of one member alone: %s', (text, written) => {
    expect(withTokens(text, members, none)).toBe(written)
  })

  test('is that of whom one has picked, of several who are called alike', () => {
    expect(withTokens('@Bob', members, new Map([['Bob', otherBob]]))).toBe(mentionToken(otherBob))
  })

  test('is offered from its first letters, also those of a later word', () => {
    expect(begunMention('hi @an')).toEqual({ from: 3, start: 'an' })
    expect(begunMention('mail me@an')).toBeUndefined()
    expect(membersBeginning(members, 'an').map(({ name }) => name)).toEqual(['Ann', 'Ann Lee'])
    expect(membersBeginning(members, 'lee').map(({ user }) => user)).toEqual([annLee])
  })
})

test('what was sent comes back by name, to be edited', () => {
  const text = `${mentionToken(ann)} and ${mentionToken(annLee)}`
  const nameOf = (user: string) => members.find((member) => member.user === user)?.name
  const { text: shown, picked } = editable(text, nameOf)
  expect(shown).toBe('@Ann and @Ann Lee')
  expect(withTokens(shown, [], picked)).toBe(text)
  expect(withNames(text, (user) => nameOf(user) ?? 'Somebody')).toBe(shown)
  const alike = `${mentionToken(bob)} ${mentionToken(otherBob)}`
  expect(editable(alike, () => 'Bob').text).toBe(alike)
  expect(editable(text, () => undefined).text).toBe(text)
  expect(usersIn(text)).toEqual([ann, annLee])
})
