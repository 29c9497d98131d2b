/** docs/benchmarks.md and its plots. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../setup/child.ts'
import type { Result, Scenario } from '../scenarios/scenario.ts'
import { machine } from './machine.ts'
import { resultText } from './markdown.ts'
import { plot } from './plot.ts'

export interface Ran {
  readonly scenario: Scenario
  readonly result: Result
}

const folder = join(root, 'docs', 'benchmarks')

const head = () => `<!-- Made by \`npm run bench -- --write\`. -->

# Benchmarks

Measured on ${machine()}. The load generator ran on the same machine.

Each scenario puts the same load on Parley, on a bare baseline (the least that does the main thing and nothing else), and
on Socket.IO 4 with the Redis adapter and one insert per message (\`tests/bench/servers\`), one after the other in the same
run, each on servers of its own. CPU is that of all server processes, Postgres, NATS and Redis included, read from
\`/proc\`; the load generator speaks every protocol with one cheap client, and does not count. Every delivery is checked for
its place: out of order is what came before or after its turn in what one sender sent to one room, as happens where
inserts go over several connections of a pool. Lost counts repeats too.

Figures drift from run to run and machine to machine; compare within one. \`npm run bench\` runs all scenarios, and
\`npm run bench -- hot-room\` one of them.
`

const section = ({ scenario, result }: Ran) => `
## ${result.title}

${scenario.about}

${resultText(result)}

![${result.plotted.join('; ')}](benchmarks/${scenario.name}.svg)
`

export const writePage = async (ran: readonly Ran[]): Promise<void> => {
  await mkdir(folder, { recursive: true })
  for (const { scenario, result } of ran) await writeFile(join(folder, `${scenario.name}.svg`), plot(result))
  await writeFile(`${folder}.md`, head() + ran.map(section).join(''))
}
