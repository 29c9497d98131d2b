/** The processes that hold the sockets. */
import { fileURLToPath } from 'node:url'
import { startProcess } from '../../setup/child.ts'
import type { Processes } from '../load/usage.ts'

export interface Edge {
  readonly pid: number
  readonly port: number
  /** Bytes that it holds on to, after everything that is garbage has been collected. */
  heldBytes(): Promise<number>
}

export interface Edges {
  readonly all: readonly Edge[]
  readonly processes: Processes
  /** The port for the next client: they are spread evenly. */
  nextPort(): number
}

export interface EdgePlan {
  readonly name: string
  /** From the repository's root. */
  readonly path: string
  readonly count?: number | undefined
  readonly env?: Readonly<Record<string, string>>
  readonly flags?: readonly string[]
}

const tellHeldBytes = ['--import', fileURLToPath(new URL('../servers/tell-held-bytes.ts', import.meta.url))]

export const startEdges = async (
  scope: AsyncDisposableStack,
  { name, path, count = 1, env = {}, flags = [] }: EdgePlan,
): Promise<Edges> => {
  const all: Edge[] = []
  while (all.length < count) {
    const { pid, port, ask } = scope.use(await startProcess(path, env, [...tellHeldBytes, ...flags]))
    all.push({ pid, port, heldBytes: async () => Number(await ask('held bytes')) })
  }
  let opened = 0
  return {
    all,
    processes: Object.fromEntries(all.map(({ pid }, place) => [count > 1 ? `${name} ${place + 1}` : name, pid])),
    nextPort: () => (all[opened++ % count] as Edge).port,
  }
}
