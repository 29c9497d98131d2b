/** What is looked for in a bank. */

interface Named {
  readonly name: string
  readonly tags?: readonly string[] | undefined
}

/** By which two names are the same one: as the server has it. */
export const keyOfEmoji = (name: string): string => name.normalize('NFKC').toLowerCase()

const keyOf = (text: string): string => keyOfEmoji(text.replaceAll(':', ''))

/** Those whose name or tags have what is typed in them; first those whose name is that, then those whose name begins so. */
export const found = <Item extends Named>(items: readonly Item[], typed: string): readonly Item[] => {
  const sought = keyOf(typed.trim())
  if (sought === '') return items
  const rank = ({ name, tags = [] }: Item): number => {
    const key = keyOf(name)
    if (key === sought) return 0
    if (key.startsWith(sought)) return 1
    return [key, ...tags.map(keyOf)].some((one) => one.includes(sought)) ? 2 : 3
  }
  return items
    .map((item) => ({ item, rank: rank(item) }))
    .filter((one) => one.rank < 3)
    .sort((one, other) => one.rank - other.rank)
    .map(({ item }) => item)
}
