/** Where the bytes of files lie, under names that this service makes. */
import type { Readable } from 'node:stream'

/** Both ends included. */
export interface Span {
  readonly first: number
  readonly last: number
}

export interface Store {
  /** Takes the file that lies at this path, and removes it there. When it resolves, it is there for good. */
  take(name: string, path: string): Promise<void>
  /** Undefined where there is none of this name. */
  read(name: string, span?: Span): Promise<Readable | undefined>
  /** Nothing is wrong with what is not there. */
  remove(names: readonly string[]): Promise<void>
  /** All names there are, in no order. */
  list(): AsyncIterable<string>
}
