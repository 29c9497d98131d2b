/** Lists of the server that come in pages. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly more: boolean
}

/** All there is, a page after the last one that came. */
export const everyPage = async <Item>(read: (last: Item | undefined) => Promise<Page<Item>>): Promise<Item[]> => {
  const all: Item[] = []
  for (;;) {
    const { items, more } = await read(all.at(-1))
    all.push(...items)
    if (!more || items.length === 0) return all
  }
}
