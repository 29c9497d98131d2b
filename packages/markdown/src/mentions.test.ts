import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mentionsIn, mentionToken, splitMentions } from './mentions.ts'

const ann = '0199a7c0-7b0e-7cc3-8f3a-0123456789ab'
const bob = '3f0c1b52-5a53-4f6e-9d7c-aabbccddeeff'
const [a, b] = [mentionToken(ann), mentionToken(bob)]

describe('a message mentions', () => {
  test.each<[string, string, object]>([
    ['a user by their token', `hello ${a}`, { users: [ann] }],
    ['each user once, in their order', `${b} and ${a} and ${b}`, { users: [bob, ann] }],
    ['who stands in emphasis', `**_${a}_** ~~${b}~~`, { users: [ann, bob] }],
    ['who stands in a heading, a list and a table', `# ${a}\n\n- ${b}`, { users: [ann, bob] }],
    ['everybody by a word', 'lunch, @everyone!', { users: [], all: 'everyone' }],
    ['each role once, by its number', `<@&12> ${a} <@&12>, not <@&0>`, { users: [ann], roles: [12] }],
    ['those who are here by another', `@here ${a}`, { users: [ann], all: 'here' }],
    ['everybody by a word beside others that no blank divides', '大家@everyone请看', { users: [], all: 'everyone' }],
    ['somebody in Arabic text', `مرحبا ${a}، كيف حالك؟`, { users: [ann] }],
    ['somebody behind an emoji of several parts', `👩‍👩‍👧${a}`, { users: [ann] }],
    ['who is spoken to right below a quote', `> as ${b} said\n${a} yes`, { users: [ann] }],
    ['somebody on a line that only begins like a quote inside', `a > b ${a}`, { users: [ann] }],
  ])('%s', (_, text, mentions) => {
    expect(mentionsIn(text)).toEqual(mentions)
  })
})

describe('a message mentions nobody', () => {
  test.each<[string, string]>([
    ['without a mention', 'hello'],
    ['in a code span', `\`${a} @everyone\``],
    ['in a block of code', `\`\`\`\n${a}\n@everyone\n\`\`\``],
    ['in a block of code that does not end', `\`\`\`\n${a}`],
    ['in code by indentation', `text\n\n    ${a}`],
    ['on a line that quotes', `> ${a} @everyone`],
    ['on a line of a quote within a quote', `> > ${a}\n> @here`],
    ['on a line of a quote in a list', `- x\n\n  > ${a}`],
    ['in the words of a link', `[${a}](https://example.org)`],
    ['in an address for mail', 'me@everyone.org and me@here'],
    ['in a path', 'see /@everyone/ and https://example.org/@here'],
    ['by a word that goes on', '@everyones @heretic @here-and-there @hereandnow'],
    ['by an escaped sign', `\\${a} \\@everyone`],
    ['by an id in capitals', a.toUpperCase()],
    ['by half a token', `<@${ann} @ ${ann}> <@>`],
    ['by a token of something else', `<#${ann}> <@&${ann}> <@!${ann}>`],
  ])('%s', (_, text) => {
    expect(mentionsIn(text)).toBeUndefined()
  })

  test.each<[string, string]>([
    ['made of the beginnings of tokens alone', '<@'.repeat(2_000)],
    ['made of quote marks', '>'.repeat(3_950) + a],
    ['made of a thousand words for everybody', '@everyone '.repeat(400)],
  ])('that is %s, and is read at once', (_, text) => {
    expect(mentionsIn(text)).toBeUndefined()
  })
})

test('whatever a message is made of, it mentions whom it names and nobody else', () =>
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(a, b, ' ', '\n', '`', '>', '*', '[', '](', ')', 'x', '@', '<', '\\', '- ')),
      (parts) => {
        const text = parts.join('')
        const { users = [] } = mentionsIn(text) ?? {}
        for (const user of users) expect(text).toContain(mentionToken(user))
      },
    ),
  ))

test('a text is split at its mentions, and nothing of it is lost', () =>
  fc.assert(
    fc.property(fc.array(fc.constantFrom(a, b, ' ', '@everyone', 'x', '@here', '<@', '\n')), (parts) => {
      const text = parts.join('')
      const pieces = splitMentions(text)
      expect(pieces.map((piece) => piece.text).join('')).toBe(text)
      for (const { user, text: token } of pieces) if (user) expect(token).toBe(mentionToken(user))
    }),
  ))
