import { describe, expect, test } from 'vitest'
import { type Entry, letterOf } from './letter.ts'
import { Stops } from './stopping.ts'

const newest = { id: 9, kind: 'mention', room: 'r1', message: 4, by: 'b' } as const
const mention: Entry = { kind: 'mention', count: 3, newest, glimpse: {} }
const request: Entry = {
  kind: 'request',
  count: 1,
  newest: { ...newest, kind: 'request', room: null, message: null },
  glimpse: {},
}
const about = {
  entries: [mention, request],
  others: 0,
  every: 'hourly',
  here: 'https://chat.example.org',
  stop: 'https://chat.example.org/notify/mail/x',
} as const

describe('a letter', () => {
  test('says how much there is, with links, and who has said what only where that is wanted', () => {
    const { subject, text, html } = letterOf(about)
    expect(subject).toBe('4 unread notifications')
    expect(text).toContain('3 mentions\nhttps://chat.example.org/#/room/r1/4\n')
    expect(text).toContain('1 contact request\nhttps://chat.example.org/#/\n')
    expect(text).toContain('at most once an hour. To get no more of it:\nhttps://chat.example.org/notify/mail/x\n')
    expect(html).toContain('<a href="https://chat.example.org/#/room/r1/4">3 mentions</a>')
    const told = { ...mention, glimpse: { name: 'Ann', room: 'Choir', text: 'Tonight at 8?' } }
    const full = letterOf({ ...about, entries: [told], others: 2 })
    expect(full.subject).toBe('5 unread notifications')
    expect(full.text).toContain(
      '3 mentions in \u2068Choir\u2069, the last by \u2068Ann\u2069\n\u2068Tonight at 8?\u2069\n',
    )
    expect(full.text).toContain('And 2 more.')
    expect(full.subject).not.toContain('Ann')
  })

  test('shows what others have written as letters: no markup, no turned line, no second line', () => {
    const name = '<img src=x onerror=alert(1)>"\u202eevil\u2066'
    const text = 'one\r\n\r\nhttps://evil.example/\u2069&amp;\u0000'
    const glimpse = { name, room: '\u05d0\u05d1</bdi><script>', text }
    const letter = letterOf({ ...about, entries: [{ ...mention, count: 1, glimpse }] })
    expect(letter.html).not.toMatch(/<(img|script)|\u202e|\u2066/)
    expect(letter.html).toContain('<bdi>&lt;img src=x onerror=alert(1)&gt;&quot;evil</bdi>')
    expect(letter.html).toContain('&amp;amp;')
    expect(letter.text).toContain('\u2068one https://evil.example/&amp;\u2069\n')
    expect([...letter.text].filter((sign) => sign === '\u2068')).toHaveLength(3)
  })

  test('asks nothing from anywhere when it is read', () => {
    expect(letterOf(about).html).not.toMatch(/<(img|link|script|iframe|style)|url\(|@import|\?/i)
  })
})

test('a link that ends such mail is of one person, and nobody makes one without the key', () => {
  const person = '0199d2b7-31aa-4e0b-8a55-6d0c55d1e9a4'
  const stops = new Stops(Buffer.alloc(32, 1))
  const token = stops.of(person)
  expect(stops.read(token)).toBe(person)
  const other = person.replace('0199', '0198')
  const forged = [other + token.slice(36), token.slice(0, -1), `${token}.x`, `${person}.`, '', person, 'x.y']
  expect(forged.map((text) => stops.read(text))).toEqual(forged.map(() => undefined))
  expect(new Stops(Buffer.alloc(32, 2)).read(token)).toBeUndefined()
})
