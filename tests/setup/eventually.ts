/** Resolves with what is found, looking again and again; says what it waited for where it does not come. */
export const eventually = async <T>(
  what: string,
  find: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 45_000,
): Promise<T> => {
  for (const end = Date.now() + withinMs; ; ) {
    const found = await find()
    if (found !== undefined && found !== false) return found
    if (Date.now() > end) throw new Error(`${what}: not within ${withinMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
