/** The one table of keys: by it the page acts, and it is what the dialog of shortcuts lists. */

export interface Shortcut {
  readonly about: string
  /** As in `chord.ts`; a person may choose others. */
  readonly keys: string
}

export const shortcuts = {
  palette: { about: 'Go to a room, a person, a command or a setting', keys: 'Mod+k' },
  search: { about: 'Search messages', keys: 'Mod+Shift+f' },
  shortcuts: { about: 'Show the keyboard shortcuts', keys: '?' },
  settings: { about: 'Your settings', keys: 'Mod+,' },
  inbox: { about: 'What you are told', keys: 'Alt+i' },
  next_room: { about: 'Next conversation in the list', keys: 'Alt+ArrowDown' },
  previous_room: { about: 'Conversation before', keys: 'Alt+ArrowUp' },
  next_unread: { about: 'Next unread conversation', keys: 'Alt+Shift+ArrowDown' },
  previous_unread: { about: 'Unread conversation before', keys: 'Alt+Shift+ArrowUp' },
  next_place: { about: 'Next place: rail, list, messages, field, pane', keys: 'F6' },
  previous_place: { about: 'Place before', keys: 'Shift+F6' },
} as const satisfies Readonly<Record<string, Shortcut>>

export type ShortcutId = keyof typeof shortcuts

export const shortcutIds = Object.keys(shortcuts) as readonly ShortcutId[]

/** What keys do where one is, which cannot be chosen. */
export const fixed: readonly Shortcut[] = [
  { about: 'Send what is written', keys: 'Enter' },
  { about: 'A new line in it', keys: 'Shift+Enter' },
  { about: 'Commands, at the beginning of a message', keys: '/' },
  { about: 'Mention somebody, in a message', keys: '@' },
  { about: 'Edit what you said last, in an empty field', keys: 'ArrowUp' },
  { about: 'Close what opened last', keys: 'Escape' },
  { about: 'Move a room of a space up or down, in the list', keys: 'Alt+ArrowDown' },
]
