/** Parts of the page that come when it is there: the first load does without. */

/** A server of another build may answer the next time. In milliseconds. */
const waits = [0, 500, 2_000]

const insist = async <Part>(load: () => Promise<Part>): Promise<Part> => {
  for (const wait of waits) {
    await new Promise((resolve) => setTimeout(resolve, wait))
    try {
      return await load()
    } catch {} // the last one says why
  }
  return load()
}

/** Loads a part when it is asked for first, and no second time. */
export const once = <Part>(load: () => Promise<Part>): (() => Promise<Part>) => {
  let loading: Promise<Part> | undefined
  return () => {
    loading ??= insist(load)
    return loading
  }
}
