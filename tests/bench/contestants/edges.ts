/** The processes that hold the sockets. */
import { type ServerProcess, startProcess, tellHeld } from '../../setup/child.ts'
import type { Processes } from '../load/usage.ts'

export type Edge = Pick<ServerProcess, 'pid' | 'port' | 'held'>

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

export const startEdges = async (
  scope: AsyncDisposableStack,
  { name, path, count = 1, env = {}, flags = [] }: EdgePlan,
): Promise<Edges> => {
  const all: Edge[] = []
  while (all.length < count) all.push(scope.use(await startProcess(path, env, [...tellHeld, ...flags])))
  let opened = 0
  return {
    all,
    processes: Object.fromEntries(all.map(({ pid }, place) => [count > 1 ? `${name} ${place + 1}` : name, pid])),
    nextPort: () => (all[opened++ % count] as Edge).port,
  }
}
