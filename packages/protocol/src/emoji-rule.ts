/**
 * What may be a reaction: one emoji, judged whole as Unicode does it, so that families, flags, skin tones and keycaps are one each.
 * With and without U+FE0F it is the same emoji.
 */

const one = /^\p{RGI_Emoji}$/v
const presentation = /\ufe0f/g
/** These are drawn as text unless U+FE0F stands behind them; a skin tone says as much. */
const drawnAsText = /(?!\p{Emoji_Presentation})\p{Emoji}(?!\p{Emoji_Modifier})/gv

/** As it is stored and told, however it was typed; undefined where it is no emoji. Short texts alone: it looks at all of it. */
export const wholeEmoji = (text: string): string | undefined => {
  const whole = text.replace(presentation, '').replace(drawnAsText, '$&\ufe0f')
  return one.test(whole) ? whole : undefined
}

export const faultOfEmoji = (text: string): string | undefined =>
  wholeEmoji(text) === undefined ? 'is not one emoji' : undefined
