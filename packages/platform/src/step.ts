/** Does the work and says how long it took; what takes more than a second is announced as well. */
export const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
  const begun = performance.now()
  const announcing = setTimeout(() => console.log(`  …  ${name}`), 1_000)
  try {
    const result = await work()
    console.log(`  ok ${name} (${((performance.now() - begun) / 1000).toFixed(1)} s)`)
    return result
  } finally {
    clearTimeout(announcing)
  }
}
