/** Does it for each item, so many at the same time; the results are in the order of the items. */
export const atOnce = async <Item, Result>(
  items: readonly Item[],
  most: number,
  run: (item: Item) => Promise<Result>,
): Promise<Result[]> => {
  const results: Result[] = []
  const due = items.entries()
  const work = async () => {
    for (const [place, item] of due) results[place] = await run(item)
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work))
  return results
}
