/** A language may be written from right to left: styles say where a line begins and ends, and not what is left and right. */

const physical =
  /(?:^|[;{\s])((?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)(?:-[\w-]+)?|left|right|border-(?:top|bottom)-(?:left|right)-radius|text-align:\s*(?:left|right)|float:\s*(?:left|right)|clear:\s*(?:left|right))\s*(?=[:;])/

/** Four lengths of which the second and the fourth differ: right and left. */
const lopsided =
  /(?:^|[;{\s])(margin|padding|inset|border-width|scroll-margin|scroll-padding|border-radius):\s*((?:[\w.%-]+(?:\([^;]*?\))?\s+){3}[\w.%-]+(?:\([^;]*?\))?)\s*;/

const isLopsided = (property: string, lengths: string): boolean => {
  const parts = lengths.match(/[\w.%-]+(?:\([^;]*?\))?/g) ?? []
  if (property === 'border-radius') return parts[0] !== parts[1] || parts[2] !== parts[3]
  return parts[1] !== parts[3]
}

/** Faults of a style, as `line: what to do`. A comment in the line says why one stays: `not of the text`. */
export const directionFaults = (css: string): string[] =>
  css.split('\n').flatMap((line, place) => {
    if (line.includes('not of the text')) return []
    const [, named] = physical.exec(line) ?? []
    const [, property = '', lengths = ''] = lopsided.exec(line) ?? []
    const wrong = named ?? (isLopsided(property, lengths) ? property : undefined)
    return wrong ? [`${place + 1}: ${wrong}: say it with -inline-start and -inline-end`] : []
  })
