import { expect, test } from 'vitest'
import { readPage, textOf } from './page.ts'

const most = { title: 200, description: 400, site: 80 }
const url = new URL('https://public.example/a/b')
const read = (head: string) => readPage(`<html><head>${head}</head><body><title>No</title></body>`, url, most)

test('Open Graph counts before what Twitter asks for, and that before the title', () => {
  const title = '<title>T</title>'
  const twitter = '<meta name="twitter:title" content="W"><meta name="twitter:description" content="D">'
  const open = '<meta property="og:title" content="O &amp; P"><meta property="og:site_name" content="S">'
  expect(read(title)).toEqual({ title: 'T' })
  expect(read(title + twitter)).toEqual({ title: 'W', description: 'D' })
  expect(read(title + twitter + open)).toEqual({ title: 'O & P', description: 'D', site: 'S' })
})

test.each(['', '<meta property="og:title" content="  ">', '<title>\u200b</title>', '<title>\u202e</title>'])(
  'a page that says nothing has no preview: %j',
  (head) => expect(read(head)).toBeUndefined(),
)

test('what it says is one line of bounded length that turns nothing around', () => {
  expect(read('<title>a\n\t b\u202ec\u0000</title>')?.title).toBe('a bc')
  const long = read(`<title>${'x'.repeat(10_000)}</title><meta name="description" content="${'👩‍🚀'.repeat(3_000)}">`)
  expect([long?.title.length, [...(long?.description ?? '')].length]).toEqual([200, 400])
  expect(read('<title>a</title><title>b</title>')?.title).toBe('a')
  expect(read('<title>a<script>alert(1)</script></title>')?.title).toBe('a<script>alert(1)</script>')
})

test.each([
  ['/p.png', 'https://public.example/p.png'],
  ['p.png#x', 'https://public.example/a/p.png'],
  ['https://other.example/p.png', 'https://other.example/p.png'],
  ['http://localhost/p.png', undefined],
  ['http://user@other.example/p.png', undefined],
  ['https://other.example:8443/p.png', undefined],
  ['data:image/png;base64,AAAA', undefined],
  ['javascript:alert(1)', undefined],
  ['', undefined],
])('its picture %j is at %s', (content, at) => {
  expect(read(`<title>a</title><meta property="og:image" content="${content}">`)?.picture?.href).toBe(at)
})

test.each([
  ['text/html; charset=iso-8859-1', Buffer.from('Müller', 'latin1')],
  ['text/html', Buffer.concat([Buffer.from('<meta charset="windows-1252">'), Buffer.from('Müller', 'latin1')])],
  ['text/html; charset=nonsense', Buffer.from('Müller')],
  ['text/html; charset=utf-8', Buffer.from('\ufeffMüller', 'utf16le')],
  ['text/html', Buffer.from('Müller')],
])('it is read in its charset: %s', (type, bytes) => expect(textOf(bytes, type)).toContain('Müller'))

test('broken bytes and markup come to an end', () => {
  for (const html of ['<'.repeat(100_000), '<meta '.repeat(50_000), '<title>'.repeat(50_000), '<!--'.repeat(50_000)])
    expect(readPage(textOf(Buffer.from(html), 'text/html'), url, most)).toBeOneOf([undefined, expect.anything()])
  expect(textOf(Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41]), 'text/html')).toMatch(/\ufffd/)
})
