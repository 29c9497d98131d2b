/** `RUNS=100000 npm test -- storm` tries so many cases of each property that needs no servers. */
const { RUNS } = process.env
if (RUNS) {
  const { default: fc } = await import('fast-check')
  fc.configureGlobal({ numRuns: Number(RUNS) })
}
