/** A server of another build may answer the next time. In milliseconds. */
const waits = [0, 500, 2_000]

/** What a part of the page is loaded by, until it comes. */
export const insist = async <Part>(load: () => Promise<Part>): Promise<Part> => {
  for (const wait of waits) {
    await new Promise((resolve) => setTimeout(resolve, wait))
    try {
      return await load()
    } catch {} // the last one says why
  }
  return load()
}
