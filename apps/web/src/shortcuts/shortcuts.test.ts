import { describe, expect, test } from 'vitest'
import { chordOf, isWritten, keysOf } from './chord.ts'
import { type Goals, goalsNamed } from './finding.ts'
import { readKeys, takenBy, textOf, usualKeys } from './own-keys.ts'
import { fixed, shortcutIds, shortcuts } from './table.ts'

const pressed = (key: string, more: Partial<KeyboardEvent> = {}) =>
  chordOf({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more } as KeyboardEvent)

describe('keys', () => {
  test.each([
    ['k', { ctrlKey: true }, 'Mod+k'],
    ['k', { metaKey: true }, 'Mod+k'],
    ['K', { ctrlKey: true, shiftKey: true }, 'Mod+Shift+k'],
    ['?', { shiftKey: true }, '?'],
    ['?', {}, '?'],
    ['A', { shiftKey: true }, 'Shift+a'],
    ['ˆ', { altKey: true, code: 'KeyI' }, 'Alt+i'],
    ['ArrowDown', { altKey: true, shiftKey: true }, 'Alt+Shift+ArrowDown'],
    ['F6', { shiftKey: true }, 'Shift+F6'],
    ['ф', { ctrlKey: true }, 'Mod+ф'],
  ])('%s with %j are %s', (key, held, chord) => {
    expect(pressed(key, held)).toBe(chord)
  })

  test.each(['Shift', 'Control', 'Dead', 'Process'])('%s alone is none yet', (key) => {
    expect(pressed(key, { shiftKey: true })).toBeUndefined()
  })

  test('that one writes with lead nowhere while one writes', () => {
    expect(['?', 'Shift+a', '/', '😀'].map(isWritten)).toEqual([true, true, true, true])
    expect(['Mod+k', 'F6', 'Alt+Shift+ArrowDown', 'Mod+,'].map(isWritten)).toEqual([false, false, false, false])
  })

  test('are shown as they stand on the keyboard', () => {
    expect(keysOf('Mod+Shift+f', false)).toEqual(['Ctrl', 'Shift', 'F'])
    expect(keysOf('Alt+ArrowDown', true)).toEqual(['⌥', '↓'])
    expect(keysOf('Mod++', false)).toEqual(['Ctrl', '+'])
  })
})

describe('the table of shortcuts', () => {
  test('has no keys twice, and each says what it does', () => {
    const keys = shortcutIds.map((id) => shortcuts[id].keys)
    expect(new Set(keys).size).toBe(keys.length)
    for (const { about } of [...shortcutIds.map((id) => shortcuts[id]), ...fixed]) expect(about).not.toBe('')
  })

  test('takes the keys that somebody has chosen, keeps those alone, and tells which are taken', () => {
    const keys = readKeys('{"palette":"Mod+p","nothing":"x","search":7}')
    expect(keys).toEqual({ ...usualKeys, palette: 'Mod+p' })
    expect(readKeys(textOf(keys))).toEqual(keys)
    expect(textOf(usualKeys)).toBe('{}')
    expect(takenBy(keys, 'Mod+p', 'search')).toBe('palette')
    expect(takenBy(keys, 'Mod+k', 'search')).toBeUndefined()
    for (const kept of [null, '', '{', '[]', 'null']) expect(readKeys(kept)).toEqual(usualKeys)
  })
})

describe('where one can go', () => {
  const go = () => {}
  const goal = (name: string, of?: string) => ({ id: name, name, of, go })
  const kinds: readonly Goals[] = [
    { title: 'Rooms', goals: [goal('Valley hikes'), goal('Choir of the valley'), goal('Planning', 'Works')] },
    { title: 'People', goals: [goal('Valérie'), goal('Bob')], isAsked: true },
    { title: 'Do', goals: Array.from({ length: 20 }, (_, place) => goal(`Do ${place}`)) },
  ]
  const found = (sought: string) => goalsNamed(sought, kinds).map(({ goals }) => goals.map(({ name }) => name))

  test('is found by the beginning of any word, of its own name or of what it is of', () => {
    expect(found('val')).toEqual([['Valley hikes', 'Choir of the valley'], ['Valérie']])
    expect(found('choir val')).toEqual([['Choir of the valley']])
    expect(found('works plan')).toEqual([['Planning']])
    expect(found('nowhere')).toEqual([])
  })

  test('is some of each kind, and of people none before one has typed', () => {
    expect(found('').map((names) => names.length)).toEqual([3, 7])
    expect(found('   b')).toEqual([['Bob']])
  })
})
