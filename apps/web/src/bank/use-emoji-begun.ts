/** Offers the emoji whose name somebody may be about to type: of banks, and of Unicode. */
import { useEffect, useMemo, useState } from 'react'
import { begunEmoji, emojiBeginning, type Nameable, withEmojiAt } from './emoji-begun.ts'
import { type HeldEmoji, useNamedEmoji } from './use-bank.ts'

export interface OfferedEmoji extends Nameable {
  /** Of a bank. */
  readonly held?: HeldEmoji
}

const none: readonly OfferedEmoji[] = []

/** Where they do not come, those of banks are offered. */
const load = (): Promise<readonly OfferedEmoji[]> =>
  import('./unicode.ts').then(
    ({ unicodeEmoji }) => unicodeEmoji,
    () => none,
  )

export const useEmojiBegun = (text: string) => {
  const named = useNamedEmoji()
  const own = useMemo(
    () => named.map((held) => ({ name: held.name, tags: held.tags, written: `:${held.name}:`, held })),
    [named],
  )
  const [unicode, setUnicode] = useState(none)
  const begun = begunEmoji(text)
  const isBegun = begun !== undefined
  useEffect(() => {
    if (isBegun) void load().then(setUnicode)
  }, [isBegun])
  return {
    offered: begun ? emojiBeginning<OfferedEmoji>([own, unicode], begun.start) : none,
    /** The text with this emoji at its end. */
    complete: (emoji: OfferedEmoji): string => (begun ? withEmojiAt(text, begun, emoji) : text),
  }
}
