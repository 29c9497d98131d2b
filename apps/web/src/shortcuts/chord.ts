/** Keys that are pressed together, as text: `Mod+k`, `Alt+Shift+ArrowDown`, `?`. `Mod` is Ctrl, or the key with the bow on a Mac. */
import { t } from '@lingui/core/macro'

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

const modifiers = ['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'CapsLock', 'Dead', 'Process', 'Unidentified']

/** Alt makes other letters of letters on some systems: then the key counts by its place. */
const keyOf = ({ key, code, altKey }: Pressed): string => {
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (altKey && letter) return letter.toLowerCase()
  return key.length === 1 ? key.toLowerCase() : key
}

const isLetter = (key: string): boolean => key.toLowerCase() !== key.toUpperCase()

/** Nothing while no more than Ctrl and the like is held, or an input method has the key. */
export const chordOf = (pressed: Pressed): string | undefined => {
  const { ctrlKey, metaKey, altKey, shiftKey, key } = pressed
  if (modifiers.includes(key)) return undefined
  const own = keyOf(pressed)
  // What needs Shift to be written at all, as a question mark, says so itself.
  const isShifted = shiftKey && (own.length > 1 || own === ' ' || isLetter(own) || ctrlKey || metaKey || altKey)
  return [(ctrlKey || metaKey) && 'Mod', altKey && 'Alt', isShifted && 'Shift', own].filter(Boolean).join('+')
}

/** Whether it would be written where one writes. */
export const isWritten = (chord: string): boolean => [...chord.replace(/^Shift\+/, '')].length === 1

const names: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  ' ': t`Space`,
  Escape: t`Esc`,
}

const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform)

/** Each key as it is printed on the keyboard. */
export const keysOf = (chord: string, mac = isMac()): readonly string[] =>
  chord.split(/\+(?=.)/).map((key) => {
    if (key === 'Mod') return mac ? '⌘' : t`Ctrl`
    if (key === 'Alt' && mac) return '⌥'
    return names[key] ?? (key.length === 1 ? key.toUpperCase() : key)
  })
