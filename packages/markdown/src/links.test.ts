import { describe, expect, test } from 'vitest'
import { linksIn } from './links.ts'

describe('of a message are looked up', () => {
  test.each([
    ['a bare address', 'see https://example.org/a?b=c#d.', ['https://example.org/a?b=c#d']],
    ['one that begins with www', 'see www.example.org', ['http://www.example.org/']],
    ['one behind words', '[this](https://example.org/x)', ['https://example.org/x']],
    ['one in emphasis and in a list', '- **https://example.org/1**', ['https://example.org/1']],
    ['each once', 'https://example.org https://example.org/ https://EXAMPLE.org', ['https://example.org/']],
    ['one right below a quote', '> so\nhttps://example.org', ['https://example.org/']],
    [
      'several in their order',
      'https://example.org/b https://example.org/a',
      ['https://example.org/b', 'https://example.org/a'],
    ],
  ])('%s', (_, text, links) => {
    expect(linksIn(text)).toEqual(links)
  })
})

describe('of a message is not looked up', () => {
  test.each([
    ['nothing', 'hello'],
    ['what its author puts into angle brackets', '<https://example.org> and [this](<https://example.org>)'],
    ['what stands in code', '`https://example.org` and\n```\nhttps://example.org\n```'],
    ['what is quoted', '> https://example.org\n> - https://example.com'],
    ['an address for mail', 'me@example.org'],
    ['an address of another kind', '[a](javascript:alert(1)) [b](ftp://example.org) [c](/path)'],
    ['a picture', '![a](https://example.org/a.png)'],
    ['what is too costly to be read', `${'['.repeat(300)} https://example.org`],
  ])('%s', (_, text) => {
    expect(linksIn(text)).toEqual([])
  })
})
