/** The one table of keys: by it the page acts, and it is what the dialog of shortcuts lists. */
import { t } from '@lingui/core/macro'

export interface Shortcut {
  readonly about: string
  /** As in `chord.ts`; a person may choose others. */
  readonly keys: string
}

export const shortcuts = {
  palette: { about: t`Go to a room, a person, a command or a setting`, keys: 'Mod+k' },
  search: { about: t`Search messages`, keys: 'Mod+Shift+f' },
  shortcuts: { about: t`Show the keyboard shortcuts`, keys: '?' },
  settings: { about: t`Your settings`, keys: 'Mod+,' },
  inbox: { about: t`What you are told`, keys: 'Alt+i' },
  next_room: { about: t`Next conversation in the list`, keys: 'Alt+ArrowDown' },
  previous_room: { about: t`Conversation before`, keys: 'Alt+ArrowUp' },
  next_unread: { about: t`Next unread conversation`, keys: 'Alt+Shift+ArrowDown' },
  previous_unread: { about: t`Unread conversation before`, keys: 'Alt+Shift+ArrowUp' },
  next_place: { about: t`Next place: rail, list, messages, field, pane`, keys: 'F6' },
  previous_place: { about: t`Place before`, keys: 'Shift+F6' },
} as const satisfies Readonly<Record<string, Shortcut>>

export type ShortcutId = keyof typeof shortcuts

export const shortcutIds = Object.keys(shortcuts) as readonly ShortcutId[]

/** What keys do where one is, which cannot be chosen. */
export const fixed: readonly Shortcut[] = [
  { about: t`Send what is written`, keys: 'Enter' },
  { about: t`A new line in it`, keys: 'Shift+Enter' },
  { about: t`Commands, at the beginning of a message`, keys: '/' },
  { about: t`Mention somebody, in a message`, keys: '@' },
  { about: t`Edit what you said last, in an empty field`, keys: 'ArrowUp' },
  { about: t`Close what opened last`, keys: 'Escape' },
  { about: t`Move a room of a space up or down, in the list`, keys: 'Alt+ArrowDown' },
]
