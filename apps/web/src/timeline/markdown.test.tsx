import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { Markdown } from './markdown.tsx'

const html = (text: string): string => renderToStaticMarkup(<Markdown text={text} />)

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

describe('a message', () => {
  test.each([
    ['**bold** and ~~gone~~', '<p><strong>bold</strong> and <del>gone</del></p>'],
    ['one\ntwo', '<p>one\ntwo</p>'],
    ['one\\\ntwo', '<p>one<br/>two</p>'],
    ['# loud', '<p class="heading">loud</p>'],
    ['> quoted\n\n`code`', '<blockquote><p>quoted</p></blockquote><p><code>code</code></p>'],
    ['```js\nlet it = *be*\n```', '<pre tabindex="0"><code>let it = *be*</code></pre>'],
    ['- one\n- two', '<ul><li>one</li><li>two</li></ul>'],
    ['3. one\n\n4. two', '<ol start="3"><li><p>one</p></li><li><p>two</p></li></ol>'],
    ['- [x] tea', '<ul><li><input type="checkbox" disabled="" readOnly="" checked=""/>tea</li></ul>'],
    [
      '|a|b|\n|-|-|\n|1|',
      '<div class="wide"><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table></div>',
    ],
    ['one\n\n---\ntwo', '<p>one</p><hr/><p>two</p>'],
    ['&copy; \\*', '<p>© *</p>'],
  ])('%j is laid out', (text, laidOut) => {
    expect(html(text)).toBe(laidOut)
  })

  test('opens links beside the page, and tells them nothing of it', () => {
    const link = '<a href="https://example.org/" target="_blank" rel="noopener noreferrer">'
    expect(html('see https://example.org/')).toContain(`${link}https://example.org/</a>`)
    expect(html('[here](https://example.org/)')).toContain(
      `${link}here <small class="leads-to">leads to example.org</small></a>`,
    )
  })

  test.each(['ada@example.org', '<ada@example.org>', '[x] write to a.d_a@example.org'])(
    '%j has an address to write to',
    (text) => {
      expect(html(text)).toMatch(/<a href="mailto:[\w.]+@example\.org"/)
    },
  )

  test.each(['[x](javascript:alert(1))', '[x](data:text/html,x)', '[x](#/room/1)', '<javascript:alert(1)>'])(
    '%j makes no link',
    (text) => {
      expect(html(text)).not.toContain('<a')
    },
  )

  test('loads no picture, but links to it', () => {
    expect(html('![cat](https://example.org/cat.png)')).toBe(
      '<p><a href="https://example.org/cat.png" target="_blank" rel="noopener noreferrer">cat <small class="leads-to">leads to example.org</small></a></p>',
    )
  })

  test.each(['<b>raw</b>', '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<!-- a -->', '<?x?>', '<!A>'])(
    'shows %j as text',
    (text) => {
      expect(html(text)).toContain(escaped(text))
    },
  )

  test('shows all that was written, also what markdown would hide', () => {
    expect(html('[name]: https://example.org/')).toContain('[name]: ')
  })

  test.each([
    '[](https://example.org)',
    '[\u200b](https://example.org)',
    '![]()',
    '#',
    '### ',
    '***',
    '---\n***\n___',
    '- ',
    '1.',
    '> ',
    '>\n>\n',
    '- > -',
    '```\n```',
    '~~~',
    '|a|\n|-|'.replace('a', ' '),
    '[name]: https://example.org/ "title"',
    '&#32;&#32;',
    '<!-- nothing -->',
  ])('of %j, of which one would see nothing, is shown as written', (text) => {
    expect(
      html(text)
        .replaceAll(/<[^>]*>/g, '')
        .trim(),
    ).toBe(escaped(text).trim())
  })

  test.each([
    ['see [](https://example.org)', 'see [](https://example.org)'],
    ['see\n#\n', 'see#'],
  ])('shows in %j also the piece of which one would see nothing', (text, shown) => {
    expect(html(text).replaceAll(/<[^>]*>/g, '')).toBe(shown)
  })

  test.each(['\u202e', '\u200b\u00ad', '\u2800'])('of nothing but %j says that there is nothing', (text) => {
    expect(html(text)).toBe('<p class="hint">A message without a letter.</p>')
  })

  test.each(['>', '> ', '- ', '1. '])('of nothing but %j is shown as written, at once', (mark) => {
    const text = mark.repeat(1000)
    expect(html(text)).toBe(`<p class="as-written">${escaped(text)}</p>`)
  })

  test('may hold rules, tables and some quotes in one another', () => {
    expect(html(`above\n\n${'-'.repeat(40)}\nbelow`)).toContain('<hr/>')
    expect(html('>>> deep')).toContain('<blockquote>')
    expect(html('|a|\n|----------------------|\n|b|')).toContain('<table>')
  })

  test('of much code keeps its blocks, however much of it would be markdown outside of them', () => {
    const matrix = '[[1,2],[3,4]],*a*\n'.repeat(150)
    expect(html(`Look:\n\`\`\`\n${matrix}\`\`\``)).toBe(
      `<p>Look:</p><pre tabindex="0"><code>${matrix.trimEnd()}</code></pre>`,
    )
  })
})
