import { expect, test } from 'vitest'
import { targetOf } from './target.ts'

test.each([
  ['https://example.org/a#b', {}, 'https://example.org/a'],
  ['http://wiki.corp/', {}, undefined],
  ['http://wiki/', {}, undefined],
  ['http://wiki.corp/', { hasInner: true }, 'http://wiki.corp/'],
  ['http://wiki/', { hasInner: true }, 'http://wiki/'],
  ['http://me:secret@wiki.corp/', { hasInner: true }, undefined],
  ['http://wiki.corp:8080/', { hasInner: true }, undefined],
  ['http://wiki.corp:8080/', { hasInner: true, ports: [8080] }, 'http://wiki.corp:8080/'],
] as const)('%s, where %j, leads to %s', (link, options, target) => {
  expect(targetOf(link, options)?.href).toBe(target)
})
