/** Patterns of the table, each made once: there are as many as the table has. */
const made = new Map<string, RegExp>()

export const patternOf = (source: string): RegExp => {
  const known = made.get(source)
  if (known) return known
  const pattern = new RegExp(source, 'u')
  made.set(source, pattern)
  return pattern
}
