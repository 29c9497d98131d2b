import { describe, expect, test } from 'vitest'
import { boxOf, shownAs, voiceName, voiceSeconds } from './shape.ts'

describe('a file in a conversation', () => {
  test.each([
    [{ width: 4_000, height: 3_000 }, true, { width: 360, height: 270 }],
    [{ width: 3_000, height: 4_000 }, true, { width: 240, height: 320 }],
    [{ width: 100, height: 60 }, true, { width: 100, height: 60 }],
    [{ width: 65_535, height: 1 }, true, { width: 360, height: 48 }],
    [{ width: 4_000, height: 3_000 }, false, { width: 176, height: 132 }],
  ])('of %o, alone: %s, is %o', (size, isAlone, box) => {
    expect(boxOf(size, isAlone)).toEqual(box)
  })

  test.each([
    ['a.png', 'image/png', 10, 'picture'],
    ['a.svg', 'image/svg+xml', undefined, 'file'],
    ['a.mp4', 'video/mp4', undefined, 'video'],
    ['a.mp3', 'audio/mpeg', undefined, 'audio'],
    [voiceName(75, 'webm'), 'video/webm', undefined, 'voice'],
    [voiceName(75, 'pdf'), 'application/pdf', undefined, 'file'],
    ['a.mp4', 'application/octet-stream', undefined, 'file'],
  ])('%s of type %s is shown as it can be: %s, %s', (name, type, width, shown) => {
    expect(shownAs({ name, type, ...(width ? { width } : {}) })).toBe(shown)
  })

  test('that is a recording says how long it is', () => {
    expect(voiceSeconds({ name: voiceName(75, 'webm') })).toBe(75)
    expect(voiceSeconds({ name: 'Voice message.webm' })).toBeUndefined()
  })
})
