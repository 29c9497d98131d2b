import { wholeEmoji } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { begunEmoji, emojiBeginning, withEmojiAt } from './emoji-begun.ts'
import { unicodeEmoji } from './unicode.ts'

describe('the name of an emoji', () => {
  test.each([
    [':ta', 'ta'],
    ['well :tada', 'tada'],
    ['مرحبا :احت', 'احت'],
    [':+1', '+1'],
    [':fê', 'fê'],
    ['👩🏽‍❤️‍💋‍👨🏿:he', 'he'],
    [':t', undefined],
    [':', undefined],
    ['at 10:30', undefined],
    ['http://ex', undefined],
    ['word:ta', undefined],
    ['::ta', undefined],
    [':tada:', undefined],
    [':ta da', undefined],
    [`:${'a'.repeat(33)}`, undefined],
  ])('is begun in %s as %s', (text, start) => {
    expect(begunEmoji(text)?.start).toBe(start)
  })

  test('offers those of a bank before those of Unicode, and what is called exactly so before all', () => {
    const own = [
      { name: 'Tadaa', written: ':Tadaa:' },
      { name: 'wave', tags: ['tada'], written: ':wave:' },
    ]
    const offered = emojiBeginning([own, unicodeEmoji], 'TADA')
    expect(offered.map(({ written }) => written)).toEqual(['🎉', ':Tadaa:', ':wave:'])
    expect(withEmojiAt('so :tada', { from: 3, start: 'tada' }, { name: 'tada', written: '🎉' })).toBe('so 🎉 ')
    expect(emojiBeginning([own, unicodeEmoji], 'a').length).toBe(8)
  })

  test('is one of each emoji of Unicode, which the server takes as one', () => {
    expect(unicodeEmoji.length).toBeGreaterThan(1_800)
    for (const { name, written } of unicodeEmoji) expect(begunEmoji(`:${name}`)?.start ?? name, written).toBe(name)
    expect(unicodeEmoji.filter(({ written }) => wholeEmoji(written) === undefined)).toEqual([])
  })
})
