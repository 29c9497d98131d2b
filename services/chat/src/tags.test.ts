import { Failure } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { tagsAfter } from './tags.ts'

const now = {
  tags: [
    { tag: 1, name: 'Bug' },
    { tag: 3, name: 'Idea' },
  ],
  given: 3,
}
const errorOf = (act: () => unknown) => {
  try {
    act()
    return undefined
  } catch (reason) {
    return reason instanceof Failure ? reason.body.name : reason
  }
}

describe('tags of a forum', () => {
  test('keep their numbers when they are renamed, ordered anew, or said again', () => {
    expect(tagsAfter(now, [{ tag: 3, name: 'Wish' }, { name: 'Bug' }])).toEqual({
      tags: [
        { tag: 3, name: 'Wish' },
        { tag: 1, name: 'Bug' },
      ],
      given: 3,
    })
  })

  test('are given numbers that none had before, also of those that are gone', () => {
    expect(tagsAfter({ tags: [], given: 3 }, [{ name: 'Idea' }])).toEqual({
      tags: [{ tag: 4, name: 'Idea' }],
      given: 4,
    })
  })

  test('are each there once, by number and by name however it is composed', () => {
    expect(errorOf(() => tagsAfter(now, [{ name: 'Neu' }, { name: 'Neu' }]))).toBe('BAD_INPUT')
    expect(
      errorOf(() =>
        tagsAfter(now, [
          { tag: 1, name: 'A' },
          { tag: 1, name: 'B' },
        ]),
      ),
    ).toBe('BAD_INPUT')
    expect(errorOf(() => tagsAfter(now, [{ name: 'é' }, { name: 'e\u0301' }]))).toBe('BAD_INPUT')
    expect(errorOf(() => tagsAfter(now, [{ tag: 2, name: 'Bug' }]))).toBe('TAG_NOT_FOUND')
  })
})
