/** All commands behind a slash: the built-in ones, and those that others offer. */
import type { Watchable } from '@parley/client'
import { builtIn } from './built-in.ts'
import type { Entry, SlashCommand, SlashMeans, Told, Values } from './command.ts'

/** Does each of the commands that come from one place. Rejects as `parley.call` does. */
export type RunOffered = (command: SlashCommand, values: Values, means: SlashMeans) => Promise<Told>

export class SlashRegistry implements Watchable {
  readonly #listeners = new Set<() => void>()
  readonly #offered = new Map<string, readonly Entry[]>()
  #all: readonly Entry[] = builtIn

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The same array until there are others. */
  get all(): readonly Entry[] {
    return this.#all
  }

  /**
   * The commands of one place (of a bot, by its id), instead of those that it offered before; none of them takes the name of another:
   * built-in ones and those that were offered first keep theirs.
   */
  offer(from: string, commands: readonly SlashCommand[], run: RunOffered): void {
    const entries = commands.map((command) => ({
      ...command,
      run: (values: Values, means: SlashMeans) => run(command, values, means),
    }))
    this.#offered.set(from, entries)
    const byName = new Map<string, Entry>()
    for (const one of [...builtIn, ...[...this.#offered.values()].flat()])
      if (!byName.has(one.name)) byName.set(one.name, one)
    this.#all = [...byName.values()]
    for (const listener of this.#listeners) listener()
  }
}
