import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { Markdown } from './markdown.tsx'

const html = (text: string): string => renderToStaticMarkup(<Markdown text={text} />)

describe('a message', () => {
  test.each([
    ['**bold** and ~~gone~~', '<p><strong>bold</strong> and <del>gone</del></p>'],
    ['one\ntwo', '<p>one<br/>\ntwo</p>'],
    ['# loud', '<p class="heading">loud</p>'],
  ])('%j is laid out', (text, laidOut) => {
    expect(html(text)).toBe(laidOut)
  })

  test('opens links beside the page, and tells them nothing of it', () => {
    const link = '<a href="https://example.org/" target="_blank" rel="noopener noreferrer">'
    expect(html('see https://example.org/')).toContain(`${link}https://example.org/</a>`)
    expect(html('[here](https://example.org/)')).toContain(`${link}here</a>`)
  })

  test.each(['[x](javascript:alert(1))', '[x](data:text/html,x)', '[x](#/room/1)', '<javascript:alert(1)>'])(
    '%j makes no link',
    (text) => {
      expect(html(text)).not.toContain('<a')
    },
  )

  test('loads no picture, but links to it', () => {
    expect(html('![cat](https://example.org/cat.png)')).toBe(
      '<p><a href="https://example.org/cat.png" target="_blank" rel="noopener noreferrer">cat</a></p>',
    )
  })

  test.each(['<b>raw</b>', '<script>alert(1)</script>', '<img src=x onerror=alert(1)>'])('shows %j as text', (text) => {
    expect(html(text)).toContain(text.replaceAll('<', '&lt;').replaceAll('>', '&gt;'))
  })

  test('shows all that was written, also what markdown would hide', () => {
    expect(html('[name]: https://example.org/')).toContain('[name]: ')
  })

  test.each(['>', '> ', '- ', '1. '])('of nothing but %j is shown as written, at once', (mark) => {
    const text = mark.repeat(1000)
    expect(html(text)).toBe(`<p class="as-written">${text.replaceAll('>', '&gt;')}</p>`)
  })

  test('may hold rules, tables and some quotes in one another', () => {
    expect(html('-'.repeat(40))).toBe('<hr/>')
    expect(html('>>> deep')).toContain('<blockquote>')
    expect(html('|a|\n|----------------------|\n|b|')).toContain('<table>')
  })
})
