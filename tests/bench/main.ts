/**
 * `npm run bench [-- scenario …] [--short] [--write]`: Parley beside baselines in the same run. `--short` shows in a
 * moment that everything works; `--write` puts a full run of all scenarios into docs/benchmarks.md.
 */
import { readOptions } from '@parley/platform/options'
import { lendFresh } from './contestants/contestant.ts'
import { keepContestants } from './contestants/kept.ts'
import { machine } from './report/machine.ts'
import { resultText } from './report/markdown.ts'
import { type Ran, writePage } from './report/page.ts'
import { scenarios } from './scenarios/all.ts'

const quit = (reason: string): never => {
  console.error(reason)
  process.exit(1)
}

const usage = `
npm run bench [-- <scenario> …] [--short] [--write]

Measures Parley beside baselines in the same run: all scenarios, or those named (${scenarios.map(({ name }) => name).join(', ')}).

  --short   each for a moment, to see that it works
  --write   puts a full run of all into docs/benchmarks.md
`

const { values, positionals } = readOptions({
  usage,
  options: { short: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
  takesWords: true,
})
const names = scenarios.map(({ name }) => name)
const unknown = positionals.filter((name) => !names.includes(name))
if (unknown.length > 0) quit(`no such scenario: ${unknown.join(', ')}. There are: ${names.join(', ')}`)
if (values.write && (values.short || positionals.length > 0)) quit('--write takes a full run of all scenarios')

// Servers that were started end with this process, however it ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

console.log(machine())
await using kept = keepContestants()
const ran: Ran[] = []
for (const scenario of scenarios.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  const result = await (values.short ? scenario.run('short', kept.lend) : scenario.run('full', lendFresh))
  ran.push({ scenario, result })
  console.log(`\n${result.title}\n\n${resultText(result)}`)
}
if (values.write) await writePage(ran)
