/** Contestants that stay for further measurements, where quick matters more than like conditions. */
import type { Contestant, Lend, Start } from './contestant.ts'

export interface Kept extends AsyncDisposable {
  readonly lend: Lend
}

export const keepContestants = (): Kept => {
  const scope = new AsyncDisposableStack()
  const kept = new Map<Start, Map<number, Promise<Contestant>>>()

  const startOnce = (start: Start, edges: number): Promise<Contestant> => {
    const known = kept.get(start) ?? new Map<number, Promise<Contestant>>()
    kept.set(start, known)
    const contestant = known.get(edges) ?? start(edges).then((started) => scope.use(started))
    known.set(edges, contestant)
    return contestant
  }

  return {
    /** Giving it back does not end it. */
    lend: async <C extends Contestant>(start: Start<C>, edges: number) => ({
      ...((await startOnce(start, edges)) as C),
      [Symbol.asyncDispose]: async () => {},
    }),
    [Symbol.asyncDispose]: () => scope.disposeAsync(),
  }
}
