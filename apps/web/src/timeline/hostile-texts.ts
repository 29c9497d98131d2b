/** Messages made to harm whoever reads them, each within the length that a message may have. For tests. */
const most = 4000

const fill = (text: string): string => text.repeat(Math.floor(most / [...text].length))

/** As many as fit of one thing within the other. */
const nested = (open: string, close: string): string => {
  const times = Math.floor((most - 1) / (open.length + close.length))
  return `${open.repeat(times)}x${close.repeat(times)}`
}

const lines = (count: number, line: (place: number) => string): string =>
  Array.from({ length: count }, (_, place) => line(place)).join('\n')

export const hostileTexts: Readonly<Record<string, string>> = {
  'a table of 495 columns': `${'|a'.repeat(495)}\n${'|-'.repeat(495)}\n${'a\n'.repeat(1000)}`,
  'a table of many rows': `|a|b|\n|-|-|\n${'|c|d|\n'.repeat(600)}`,
  'a table of short rows': `a|b\n-|-\n${'c|d\n'.repeat(390)}`,
  'a table with one long cell': `${'|a'.repeat(40)}\n${'|-'.repeat(40)}\n|${'b'.repeat(3700)}|`,
  tables: fill('a|b\n-|-\n\n'),
  'nested lists': lines(80, (depth) => `${' '.repeat(depth)}- a`),
  'lists in one line': fill('- '),
  'numbered lists in one line': fill('1. '),
  'a long list': fill('- a\n'),
  'a list of tasks': fill('- [ ] a\n'),
  'nested quotes': '>'.repeat(most),
  'quotes with blanks': fill('> '),
  'quotes that grow': lines(80, (depth) => `${'>'.repeat(depth + 1)}a`),
  'lists in quotes': fill('> - > - > - > - a\n'),
  'a quote that goes on': `${'>'.repeat(7)}a\n${'b\n'.repeat(1900)}`,
  emphasis: fill('*a'),
  'nested emphasis': nested('*a ', '*'),
  'nested strong emphasis': `${'**'.repeat(900)}>w*${'**'.repeat(900)}`,
  'mixed emphasis': fill('*_~'),
  'struck out': fill('~a'),
  links: fill('[a](b:c) '),
  'nested links': nested('[', '](a)'),
  'open links': fill('[a]('),
  'nested pictures': nested('![', '](a)'),
  'bare links': fill('http://a.b '),
  'bare links in one': fill('www.a_'),
  'addresses for mail': fill('a@b.c '),
  'one long word': 'w'.repeat(most),
  'one long link': `https://example.org/${'w'.repeat(3900)}`,
  'a line of code': `\`${'w'.repeat(3900)}\``,
  'a tower of marks': `a${'\u0301'.repeat(2000)} and ${'b\u0334\u035c'.repeat(600)}`,
  'a tower with joiners': `a${'\u0301\u200d'.repeat(1900)}`,
  'a tower of entities': `a${'&#x301;'.repeat(570)}`,
  'a tower over emphasis': fill('a*\u0301\u0301\u0301\u0301*'),
  'everything from right to left': `\u202e${'right to left '.repeat(200)}`,
  'embeddings without end': fill('\u202b\u2067a '),
  'an override as an entity': '&#8238;abc &#x202e;def',
  emoji: '😀'.repeat(most),
  'joined emoji': fill('👩‍❤️‍👩'),
  'a block of code without end': `\`\`\`\n${'a\n'.repeat(1900)}`,
  'blocks of code': fill('```\n'),
  'code in lines': fill('`a` '),
  entities: fill('&amp;'),
  'empty entities': fill('&zwnj;'),
  HTML: fill('<a>'),
  'HTML without end': fill('<!--'),
  'a div and much in it': `<div>\n${'*a*\n'.repeat(990)}`,
  escapes: fill('\\*'),
  'line after line': fill('a\n'),
  breaks: fill('a  \n'),
  headings: fill('# a\n'),
  'underlined headings': fill('a\n=\n'),
  rules: fill('***\n'),
  paragraphs: fill('a\n\n'),
  definitions: fill('[a]: b\n'),
  'dotted letters': fill('﷽'),
}
