/**
 * What may be a reaction: the id of an emoji of a space, or one emoji, judged whole as Unicode does it, so that families, flags, skin tones and keycaps are one each.
 * With and without U+FE0F it is the same emoji.
 */

import { faultOfName } from './name-rule.ts'

const one = /^\p{RGI_Emoji}$/v
const presentation = /\ufe0f/g
/** These are drawn as text unless U+FE0F stands behind them; a skin tone says as much. */
const drawnAsText = /(?!\p{Emoji_Presentation})\p{Emoji}(?!\p{Emoji_Modifier})/gv

/** As it is stored and told, however it was typed; undefined where it is no emoji. Short texts alone: it looks at all of it. */
export const wholeEmoji = (text: string): string | undefined => {
  const whole = text.replace(presentation, '').replace(drawnAsText, '$&\ufe0f')
  return one.test(whole) ? whole : undefined
}

const id = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Whether it is an emoji of a space. */
export const isSpaceEmoji = (emoji: string): boolean => id.test(emoji)

export const faultOfEmoji = (text: string): string | undefined =>
  isSpaceEmoji(text) || wholeEmoji(text) !== undefined ? undefined : 'is neither one emoji nor the id of one'

const signs = /^[\p{L}\p{M}\p{N}_-]{2,32}$/u
const letter = /\p{L}/u

/** What an emoji of a space may be called, as it stands between two colons: in 10:30:45 is none. */
export const faultOfEmojiName = (typed: string): string | undefined => {
  const name = typed.normalize('NFC')
  if (!signs.test(name)) return 'is not 2 to 32 letters, digits, _ or -'
  return letter.test(name) ? faultOfName(name) : 'has no letter'
}

/** By which two names of a space are the same one. */
export const emojiKey = (name: string): string => name.normalize('NFKC').toLowerCase()
