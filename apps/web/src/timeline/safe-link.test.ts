import { describe, expect, test } from 'vitest'
import { otherPlace, safeLink } from './safe-link.ts'

test.each(['https://example.org/a?b#c', 'http://example.org/', 'mailto:ada@example.org'])(
  '%s is followed',
  (address) => {
    expect(safeLink(address)).toBe(address)
  },
)

test.each([
  'javascript:alert(1)',
  ' JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'blob:https://a/b',
  'file:///etc/hosts',
  '//example.org',
  '/inside',
  '#/room/1',
  'nonsense',
  '',
])('%j is not', (address) => {
  expect(safeLink(address)).toBeUndefined()
})

describe('a link whose label does not say where it leads says so beside it', () => {
  test.each([
    ['https://bank.example', 'https://evil.example/x', 'evil.example'],
    ['bank.example', 'https://bank.example.evil.example/', 'bank.example.evil.example'],
    ['Log in at bank.example now', 'https://evil.example/', 'evil.example'],
    ['bank\u200b.example', 'https://evil.example/', 'evil.example'],
    ['bank\uff0eexample', 'https://evil.example/', 'evil.example'],
    ['https://bank.example@evil.example/', 'https://bank.example@evil.example/', 'evil.example'],
    ['the plan', 'https://bank.example:443@evil.example/', 'evil.example'],
    ['b\u0430nk.example', 'https://bank.example/', 'bank.example'],
    ['https://bank.example', 'mailto:me@evil.example', 'me@evil.example'],
    ['the plan', 'https://example.org/plan', 'example.org'],
    ['Version 1.2', 'https://example.org/', 'example.org'],
    ['192.0.2.7', 'http://192.0.2.8/', '192.0.2.8'],
    ['', 'https://example.org/', 'example.org'],
    ['Write to me', 'mailto:me@example.org', 'me@example.org'],
    ['you@example.org', 'mailto:me@example.org', 'me@example.org'],
  ])('%s', (label, link, place) => expect(otherPlace(label, link)).toBe(place))

  test.each([
    ['example.org', 'https://www.example.org/plan'],
    ['https://EXAMPLE.org/a?b=c.d', 'https://example.org/a?b=c.d'],
    ['https://example.org/to?next=other.example', 'https://example.org/to?next=other.example'],
    ['b\u00fccher.example', 'https://b\u00fccher.example/'],
    ['me@example.org', 'mailto:me@example.org'],
    ['http://192.0.2.8/a', 'http://192.0.2.8/a'],
    ['http://localhost:8080/', 'http://localhost:8080/'],
    ['http://[::1]/', 'http://[::1]/'],
  ])('and one that does not, does not: %s', (label, link) =>
    expect(otherPlace(label, new URL(link).href)).toBeUndefined(),
  )

  test('but for a link within this site, unless it looks like one to another', () => {
    expect(otherPlace('the plan', 'https://chat.example/#/room', 'chat.example')).toBeUndefined()
    expect(otherPlace('bank.example', 'https://chat.example/#/room', 'chat.example')).toBe('chat.example')
  })
})
