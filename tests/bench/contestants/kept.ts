/** Contestants that stay for further measurements, where quick matters more than like conditions. */
import type { Contestant, Lend, Start } from './contestant.ts'

export interface Kept extends AsyncDisposable {
  /** Each has two processes that hold the sockets, whatever is asked for, if it can: every load fits them. */
  readonly lend: Lend
}

export const keepContestants = (): Kept => {
  const scope = new AsyncDisposableStack()
  const kept = new Map<Start, Promise<Contestant>>()

  const startOnce = (start: Start): Promise<Contestant> => {
    const known = kept.get(start) ?? start(2).then((started) => scope.use(started))
    kept.set(start, known)
    return known
  }

  return {
    /** Giving it back does not end it. */
    lend: async <C extends Contestant>(start: Start<C>) => ({
      ...((await startOnce(start)) as C),
      [Symbol.asyncDispose]: async () => {},
    }),
    [Symbol.asyncDispose]: () => scope.disposeAsync(),
  }
}
